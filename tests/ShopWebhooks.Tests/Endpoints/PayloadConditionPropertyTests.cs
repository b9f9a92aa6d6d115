using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

public class PayloadConditionPropertyTests
{
    [FsCheck.NUnit.Property(MaxTest = 20_000)]
    public Property A_condition_means_what_the_naive_reading_of_it_means() => Prop.ForAll(
        ConditionArbitraries.Conditions,
        ConditionArbitraries.Payloads,
        (condition, payload) => PayloadCondition.Parse(condition).Matches(Encoding.UTF8.GetBytes(payload)) == NaiveCondition.Matches(condition, payload));

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property A_payload_that_is_cut_or_has_a_byte_changed_does_not_throw() => Prop.ForAll(
        ConditionArbitraries.Conditions,
        ConditionArbitraries.Payloads,
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (condition, payload, random) =>
        {
            var compiled = PayloadCondition.Parse(condition);
            var bytes = Encoding.UTF8.GetBytes(payload);
            var at = random % bytes.Length;
            compiled.Matches(bytes.AsSpan(0, at));
            bytes[at] = (byte)(random >> 8);
            compiled.Matches(bytes);
        });

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Arbitrary_bytes_do_not_throw() => Prop.ForAll(
        ConditionArbitraries.Conditions,
        ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(),
        (condition, bytes) =>
        {
            var compiled = PayloadCondition.Parse(condition);

            compiled.Matches(bytes);
            compiled.Matches([.. "{\"a\":"u8, .. bytes]);
        });

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property A_condition_with_a_character_changed_is_read_or_refused_without_another_exception() => Prop.ForAll(
        ConditionArbitraries.Conditions,
        Gen.Elements([.. "{}[]\"$:,\\aéu0-e\ud83d"]).ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (condition, character, random) =>
        {
            var changed = condition.ToCharArray();
            changed[random % changed.Length] = character;
            var isCondition = PayloadCondition.TryParse(new string(changed), out var compiled, out var problem);

            return isCondition ? compiled is not null && problem is null : compiled is null && problem!.EndsWith('.');
        });

    [Test]
    public void The_conditions_and_payloads_that_are_made_fit_often_enough_and_not_too_often()
    {
        var conditions = ConditionArbitraries.Conditions.Generator.Sample(500);
        var payloads = ConditionArbitraries.Payloads.Generator.Sample(500);

        conditions.Zip(payloads).Count(pair => NaiveCondition.Matches(pair.First, pair.Second)).Should().BeInRange(50, 450);
    }
}
