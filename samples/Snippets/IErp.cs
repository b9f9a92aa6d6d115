namespace Shop;

/// <summary>What the handlers of the READMEs call: the shop's own client of its ERP.</summary>
public interface IErp
{
    Task BookAsync(string orderId, string idempotencyKey, CancellationToken cancellationToken);
}
