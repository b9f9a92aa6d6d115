namespace ShopWebhooks.Events;

/// <summary>Tells the schema exporter, without reflection, that a converter writes a string.</summary>
internal interface IOpenValueConverter;
