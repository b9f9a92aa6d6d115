namespace ShopWebhooks.Tests.House;

internal sealed class PlantedRecordTests
{
    [TestCase(typeof(Call), "Address")]
    [TestCase(typeof(Event), "Payload")]
    [TestCase(typeof(Body), "Bytes")]
    [TestCase(typeof(Part), "Bytes")]
    [TestCase(typeof(Answer), "Response")]
    [TestCase(typeof(PrintedAgain), "Address")]
    public void A_record_that_prints_too_much_is_found(Type type, string property) =>
        RecordPrinting.Violations([type]).Should().Equal($"{type.FullName} prints its {property}; override ToString.");

    [TestCase(typeof(Quiet))]
    [TestCase(typeof(QuietByItsBase))]
    [TestCase(typeof(Harmless))]
    [TestCase(typeof(NoRecord))]
    public void A_lookalike_is_left_alone(Type type) => RecordPrinting.Violations([type]).Should().BeEmpty();

    private sealed record Call(Uri Address, int Attempt);

    private sealed record Event(string Type, object Payload);

    private sealed record Body(byte[] Bytes);

    private readonly record struct Part(ReadOnlyMemory<byte>? Bytes);

    private sealed record Answer(int Status, string? Response);

    private record Quiet(Uri Address)
    {
        public override string ToString() => nameof(Quiet);
    }

    // An override that is not sealed is overridden again in every record that derives from it.
    private sealed record PrintedAgain(Uri Address) : Quiet(Address);

    private abstract record Base(Uri Address)
    {
        public sealed override string ToString() => nameof(Base);
    }

    private sealed record QuietByItsBase(Uri Address, object Payload) : Base(Address);

    private sealed record Harmless(string Id, IReadOnlyList<object> Items);

    private sealed class NoRecord
    {
        public Uri? Address { get; init; }
    }
}
