using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>A webhook as its sender sends it to the shop.</summary>
internal static class Lead
{
    private static readonly WebhookSecret Key = WebhookSecret.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly WebhookSigner Signer = new(WebhookScheme.StandardWebhooks, Key);

    public static string Secret => Key.Reveal();

    /// <summary>What the test calls it.</summary>
    public static string TagOf(string customer, string eventType = "new_lead") => $"{eventType} {customer}";

    /// <summary>Sends it, signed anew, under an id that is the customer's.</summary>
    public static async Task<HttpStatusCode> PostAsync(HttpClient client, Uri address, string customer, string eventType = "new_lead")
    {
        var body = Encoding.UTF8.GetBytes($$"""{"event":"{{eventType}}","customer_id":"{{customer}}","subject":"-"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in Signer.Sign(new OutgoingWebhook(customer, TimeProvider.System.GetUtcNow(), body)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
