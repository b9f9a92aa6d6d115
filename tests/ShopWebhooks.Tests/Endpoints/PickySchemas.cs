using System.Text;
using System.Text.Json.Nodes;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Endpoints;

/// <summary>Takes a word for a schema: a body must contain it. The word "broken" cannot be read, and "throws" throws at every body.</summary>
internal sealed class PickySchemas : IBodySchemaReader
{
    public IBodySchema? Read(string json, ICollection<string> problems)
    {
        if (json == "broken")
        {
            problems.Add("$.if is a keyword that would not be enforced");
            return null;
        }

        return new Picky(json);
    }

    private sealed class Picky(string word) : IBodySchema
    {
        public string? Refuse(ReadOnlyMemory<byte> body) =>
            word == "throws" ? throw new TimeoutException("hunter2")
            : Encoding.UTF8.GetString(body.Span).Contains(word, StringComparison.Ordinal) ? null
            : $"$ lacks '{word}'";

        public IReadOnlyList<string> FindMissing(JsonNode described) => word == "vat_id" ? ["$.vat_id"] : [];
    }
}
