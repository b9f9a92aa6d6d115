using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>Kestrel on a free port of the loopback interface, without logs.</summary>
internal static class LoopbackServer
{
    public static WebApplicationBuilder CreateBuilder()
    {
        // A server watches its content root for changed settings; the working directory may be one that the benchmarks write to.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    public static int PortOf(WebApplication server) => new Uri(server.Urls.Single()).Port;
}
