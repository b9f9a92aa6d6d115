using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests;

internal sealed class SqliteBuilderExtensionsTests
{
    [Test]
    public void The_store_is_the_file_whenever_it_is_chosen()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks().UseSqlite("Data Source=shop-webhooks.db");
        services.AddShopWebhooks();

        using var provider = services.BuildServiceProvider();
        provider.GetServices<IWebhookStore>().Should().ContainSingle().Which.GetType().Name.Should().Be("SqliteStore");
    }

    [Test]
    public void The_same_file_twice_is_once()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks().UseSqlite("Data Source=shop-webhooks.db").UseSqlite("Data Source=shop-webhooks.db");

        services.Count(service => service.ServiceType == typeof(IWebhookStore)).Should().Be(1);
    }

    [Test]
    public void Two_files_are_a_mistake_which_names_both_and_nothing_secret()
    {
        var builder = new ServiceCollection().AddShopWebhooks().UseSqlite("Data Source=first.db;Password=hush");

        builder.Invoking(chosen => chosen.UseSqlite("Data Source=second.db;Password=hush")).Should().Throw<InvalidOperationException>()
            .WithMessage("UseSqlite was called for 'first.db' before, and now for 'second.db'. Call it once: one store keeps everything.");
    }

    [Test]
    public void A_store_of_the_applications_own_is_not_replaced_without_a_word()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IWebhookStore>(_ => throw new InvalidOperationException());

        services.AddShopWebhooks().Invoking(chosen => chosen.UseSqlite("Data Source=shop-webhooks.db;Password=hush"))
            .Should().Throw<InvalidOperationException>()
            .WithMessage("UseSqlite was called for 'shop-webhooks.db', and an IWebhookStore of the application's own was registered before. "
                + "Leave one of them out: one store keeps everything.");
    }

    [Test]
    public void What_lists_the_services_sees_no_password()
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks().UseSqlite("Data Source=shop-webhooks.db;Password=hush");

        services.Select(service => $"{service} {service.ImplementationInstance}").Should()
            .Contain(text => text.Contains("shop-webhooks.db")).And.NotContain(text => text.Contains("hush"));
    }

    [TestCase("Data Source=:memory:;Password=hush")]
    [TestCase("Data Source=x;Mode=Memory;Password=hush")]
    [TestCase("Data Source=x.db;Mode=ReadOnly;Password=hush")]
    [TestCase("Data Source=file:x?mode=memory;Password=hush")]
    [TestCase("Password=hush")]
    public void What_names_no_file_that_can_be_written_is_refused(string connectionString)
    {
        var builder = new ServiceCollection().AddShopWebhooks();

        builder.Invoking(chosen => chosen.UseSqlite(connectionString)).Should().Throw<ArgumentException>()
            .WithMessage("UseSqlite needs a file that it can write, and the connection string names none. Write \"Data Source=shop-webhooks.db\", "
                + "or leave UseSqlite out to keep messages in memory. (Parameter 'connectionString')");
    }

    [TestCase("")]
    [TestCase("   ")]
    public void A_blank_connection_string_is_refused(string connectionString)
    {
        var builder = new ServiceCollection().AddShopWebhooks();

        builder.Invoking(chosen => chosen.UseSqlite(connectionString)).Should().Throw<ArgumentException>();
    }

    [TestCase("shop.db", "shop.db")]
    [TestCase("File=shop.db;Password=hush", "shop-webhooks.db")]
    public void What_is_no_connection_string_is_refused_with_what_to_write(string connectionString, string file)
    {
        var builder = new ServiceCollection().AddShopWebhooks();

        builder.Invoking(chosen => chosen.UseSqlite(connectionString)).Should().Throw<ArgumentException>().WithMessage(
            $"UseSqlite needs a connection string, which this is not. Write \"Data Source={file}\". (Parameter 'connectionString')");
    }
}
