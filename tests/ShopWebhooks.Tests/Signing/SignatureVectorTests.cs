using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Signing;

public class SignatureVectorTests
{
    [TestCaseSource(typeof(SignatureVector), nameof(SignatureVector.All))]
    public void Verify_finds_what_the_vector_says(SignatureVector vector)
    {
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, [.. vector.Secrets.Select(WebhookSecret.Parse)])
        {
            TimeProvider = new ManualTimeProvider(vector.Now),
        };
        var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders([.. vector.Headers]), vector.Bytes);

        verifier.Verify(in request).ToString().Should().Be(vector.Outcome);
    }

    [Test]
    public void Sign_gives_the_signature_of_the_published_example()
    {
        var vector = SignatureVector.Read().Single(vector => vector.Source != "derived");
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(vector.Secrets.Single()));

        signer.Sign(new OutgoingWebhook(vector.Headers["webhook-id"], vector.Now, vector.Bytes)).Should().Equal(vector.Headers);
    }
}
