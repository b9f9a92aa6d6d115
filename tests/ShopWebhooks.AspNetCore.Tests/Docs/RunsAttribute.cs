namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Says that a test runs a snippet of the READMEs.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RunsAttribute(string snippet) : Attribute
{
    public string Snippet => snippet;
}
