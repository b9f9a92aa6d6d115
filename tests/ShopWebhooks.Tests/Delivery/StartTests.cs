using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class StartTests
{
    [Test]
    public void Nothing_is_delivered_before_everything_has_started()
    {
        using var host = TestHost.Started(shop =>
        {
            shop.AddTestEndpoint("crm");
            shop.Services.AddSingleton<LateServer>().AddSingleton<IHostedService>(services => services.GetRequiredService<LateServer>());
        });

        host.Get<LateServer>().AttemptsBefore.Should().Be(0);
        host.Transport.Attempts.Should().ContainSingle();
    }

    /// <summary>As a web server does, starts after the library; and what is dispatched meanwhile may be meant for it.</summary>
    private sealed class LateServer(IWebhookDispatcher dispatcher, ScriptedTransport transport) : IHostedService
    {
        public int AttemptsBefore { get; private set; } = -1;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await dispatcher.DispatchAsync(Orders.Paid, cancellationToken);
            for (var step = 0; step < 100; step++)
            {
                await Task.Yield();
            }

            AttemptsBefore = transport.Attempts.Count;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
