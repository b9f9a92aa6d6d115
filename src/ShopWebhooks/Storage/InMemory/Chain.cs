namespace ShopWebhooks.Storage.InMemory;

/// <summary>A doubly linked list whose links are in its elements.</summary>
/// <remarks>
/// Not <see cref="LinkedList{T}"/>: its nodes are objects of their own, and what a full store costs is above all the collector moving the
/// objects of a message to the old generation. Without the nodes (and other small objects) there are half as many.
/// </remarks>
internal sealed class Chain<T>
    where T : Chained<T>
{
    public T? First { get; private set; }

    public T? Last { get; private set; }

    public int Count { get; private set; }

    public void Append(T element)
    {
        element.Chain = this;
        element.Previous = Last;
        if (Last is null)
        {
            First = element;
        }
        else
        {
            Last.Next = element;
        }

        Last = element;
        Count++;
    }

    public void Remove(T element)
    {
        if (element.Previous is null)
        {
            First = element.Next;
        }
        else
        {
            element.Previous.Next = element.Next;
        }

        if (element.Next is null)
        {
            Last = element.Previous;
        }
        else
        {
            element.Next.Previous = element.Previous;
        }

        element.Chain = null;
        element.Previous = null;
        element.Next = null;
        Count--;
    }
}
