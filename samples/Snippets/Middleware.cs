// snippet: middleware
using ShopWebhooks.AspNetCore;
// end

namespace Shop;

public static class Middleware
{
    public static void Map(WebApplication app)
    {
        // snippet: middleware
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/webhooks"), elsewhere =>
        {
            elsewhere.UseHttpsRedirection();
            elsewhere.UseRequestDecompression();
        });
        app.MapShopWebhooks("/webhooks/{source}");
        // end
    }
}
