namespace ShopWebhooks.Tests.House.Rules;

internal sealed class OneTypeRule : IHouseRule
{
    public string Rule => "A file of src or tests holds one type and has its name; a part of a partial type is called Type.Part.cs.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(3, "src/ShopWebhooks/Delivery/Lanes/Lane.cs", "namespace X;\nclass Lane { class Slot; }\nrecord struct Rate(int PerSecond);"),
        new(1, "src/ShopWebhooks/Delivery/Lane.cs", "public sealed partial class Lanes<T>(int a) : Base(a) where T : class, new() { }"),
        new(2, "tests/ShopWebhooks.Tests/Delivery/LaneTests.cs", "class LaneTests;\ndelegate Task<int> Callback<T>(T one);"),
        new(1, "src/ShopWebhooks/Events/Order.cs", "public record NewOrder;"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Webhook.cs", "class Webhook { enum State { Open } }\nclass Webhook<T> where T : class where U : IFoo;"),
        new("src/ShopWebhooks/Delivery/Lane.Rate.cs", "partial class Lane { record Rate; }"),
        new("src/ShopWebhooks/Callback.cs", "delegate Task<Other> Callback<T>(T one);"),
        new("src/ShopWebhooks/GlobalUsings.cs", "global using System.Text;"),
        new("tests/ShopWebhooks.Benchmarks/Program.cs", "var record = 1; // class Program\nRun(record, delegate (int x) { });"),
        new("samples/QuickStart/Program.cs", "record A;\nrecord B;"),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsUnder("src", "tests"))
        {
            return [];
        }

        var expected = file.Path.Split('/')[^1].Split('.')[0];
        return TypeDeclaration.OutermostIn(file)
            .Where(type => type.Name != expected)
            .Select(type => file.At(type.Token, $"'{type.Name}' belongs into a file of its own, {type.Name}.cs."));
    }
}
