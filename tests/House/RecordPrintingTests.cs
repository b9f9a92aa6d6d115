using System.Reflection;

namespace ShopWebhooks.Tests.House;

/// <summary>Compiled into the test project of each package: what the package shows prints nothing confidential.</summary>
internal sealed class RecordPrintingTests
{
    [Test]
    public void No_public_record_prints_an_address_a_payload_or_an_answer()
    {
        var package = typeof(RecordPrintingTests).Assembly.GetName().Name!.Replace(".Tests", "", StringComparison.Ordinal);

        RecordPrinting.Violations(Assembly.Load(package).GetExportedTypes()).Should().BeEmpty();
    }
}
