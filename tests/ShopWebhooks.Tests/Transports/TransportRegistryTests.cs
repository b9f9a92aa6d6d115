using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class TransportRegistryTests
{
    [Test]
    public void Find_gives_the_transport_of_a_scheme_whatever_its_case()
    {
        var registry = Registry(new("amqp", typeof(FirstTransport)), new("Queue", typeof(SecondTransport)));
        registry.Find("amqp").Should().BeOfType<FirstTransport>().And.BeSameAs(registry.Find("AMQP"));
        registry.Find("queue").Should().BeOfType<SecondTransport>();
        registry.Find("ftp").Should().BeNull();
        registry.Problems.Should().BeEmpty();
    }

    [Test]
    public void Refuse_lists_the_schemes_it_knows()
    {
        var registry = Registry(new("https", typeof(FirstTransport)), new("amqp", typeof(SecondTransport)));
        registry.Refuse("amqp").Should().BeNull();
        registry.Refuse("ftp").Should().Be(
            "no transport carries the scheme 'ftp'; known are amqp, https, and AddTransport<T>(\"scheme\") adds one");
    }

    [Test]
    public void A_transport_whose_constructor_failed_is_made_anew()
    {
        var isBroken = true;
        var services = new ServiceCollection().AddSingleton(_ => isBroken ? throw new InvalidOperationException("No broker.") : new FirstTransport());
        var registry = new TransportRegistry([new("amqp", typeof(FirstTransport))], services.BuildServiceProvider());
        registry.Invoking(each => each.Find("amqp")).Should().Throw<InvalidOperationException>().WithMessage("No broker.");

        isBroken = false;

        registry.Find("amqp").Should().BeOfType<FirstTransport>();
    }

    [Test]
    public void The_same_pair_registered_twice_is_one() =>
        Registry(new("amqp", typeof(FirstTransport)), new("AMQP", typeof(FirstTransport))).Problems.Should().BeEmpty();

    [Test]
    public void Two_transports_for_one_scheme_are_a_problem() =>
        Registry(new("amqp", typeof(FirstTransport)), new("AMQP", typeof(SecondTransport))).Problems.Should().Equal(
            $"The URI scheme 'amqp' has 2 transports ({typeof(FirstTransport)}, {typeof(SecondTransport)}); register one of them.");

    [TestCase("")]
    [TestCase("1st")]
    [TestCase("a b")]
    [TestCase("amqp:")]
    public void A_scheme_that_is_none_is_a_problem(string scheme) =>
        Registry(new TransportRegistration(scheme, typeof(FirstTransport))).Problems.Should().Equal(
            $"The transport {typeof(FirstTransport)} is registered for '{scheme}', which is no URI scheme; "
            + "use letters, digits, '+', '-' and '.', a letter first.");

    private static TransportRegistry Registry(params TransportRegistration[] registrations) => new(
        registrations, new ServiceCollection().AddSingleton<FirstTransport>().AddSingleton<SecondTransport>().BuildServiceProvider());

    private class FirstTransport : IWebhookTransport
    {
        public ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(TransportResult.Delivered);
    }

    private sealed class SecondTransport : FirstTransport;
}
