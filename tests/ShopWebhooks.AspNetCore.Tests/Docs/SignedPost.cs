using System.Net;
using System.Text;
using Shop;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Sends a webhook as its sender would, signed by the snippet of the README.</summary>
internal static class SignedPost
{
    public static async Task<HttpStatusCode> SendAsync(Uri url, string body, string? secret, string id = "msg_1")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null)
        {
            foreach (var (name, value) in SignWithoutHost.Sign(secret, id, Encoding.UTF8.GetBytes(body)))
            {
                request.Headers.Add(name, value);
            }
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
