using System.Diagnostics.CodeAnalysis;

namespace ShopWebhooks.Tests.House;

public sealed class PublicApiPrinterTests
{
    [Test]
    public void Print_lists_what_a_caller_of_a_class_can_see() => Print(typeof(Basket<>)).Should().Be("""
        abstract class Basket<T> : List<T>, ICloneable where T : class, IComparable, new()
            T this[int index, string key] { set; }
            TResult Map<TResult>(Func<T, TResult> map) where TResult : struct
            abstract bool IsFull { get; }
            bool TryAdd(T item, out int position, in long at, ref string text)
            const string Kind = "basket"
            event EventHandler Changed
            int? Limit { get; protected set; }
            new(string name = "all", params T[] items)
            object Clone()
            protected new()
            protected virtual (int, string) Describe(Dictionary<string, int[]> words, CancellationToken ct = default)
            required string Id { get; init; }
            static Basket<T> op_Addition(Basket<T> one, Basket<T> other)

        """);

    [Test]
    public void Print_leaves_out_what_the_compiler_adds_to_a_record() => Print(typeof(Amount)).Should().Be("""
        sealed record class Amount : IEquatable<Amount>
            DayOfWeek On { get; init; }
            decimal Value { get; init; }
            new(decimal Value, DayOfWeek On = (DayOfWeek)5)
            void Deconstruct(out decimal Value, out DayOfWeek On)

        """);

    [Test]
    public void Print_names_the_kind_of_each_type() =>
        Print(typeof(Size), typeof(Window), typeof(Point), typeof(IShape), typeof(ShapeCount), typeof(Draw<>)).Should().Be("""
            delegate void Draw<T>(T shape) where T : IShape

            interface IShape
                int Area { get; }
                static abstract IShape Create()
                virtual int Sides()

            readonly record struct Point : IEquatable<Point>
                int X { get; init; }
                new(int X)
                void Deconstruct(out int X)

            enum Size : byte
                Large = 4
                Small = 0

            readonly ref struct Window
                ReadOnlySpan<byte> Bytes { get; init; }

            static class ShapeCount
                static int Count(this IShape shape, bool deep = true)
                static readonly TimeSpan Patience

            """);

    [Test]
    public void Print_sorts_ordinally_whatever_the_order_of_the_types() =>
        Print(typeof(Size), typeof(Point)).Should().Be(Print(typeof(Point), typeof(Size)));

    [Test]
    public void Print_heads_a_type_with_its_namespace() =>
        PublicApiPrinter.Print([typeof(Size)]).Should().StartWith("enum ShopWebhooks.Tests.House.PublicApiPrinterTests.Size : byte\n");

    private static string Print(params Type[] types) => PublicApiPrinter.Print(types)
        .Replace("ShopWebhooks.Tests.House.", "", StringComparison.Ordinal)
        .Replace("PublicApiPrinterTests.", "", StringComparison.Ordinal);

    public enum Size : byte
    {
        Small = 0,
        Large = 4,
    }

    public delegate void Draw<T>(T shape)
        where T : IShape;

    public interface IShape
    {
        int Area { get; }

        static abstract IShape Create();

        int Sides() => 0;
    }

    public readonly ref struct Window
    {
        public ReadOnlySpan<byte> Bytes { get; init; }
    }

    public readonly record struct Point(int X);

    public sealed record Amount(decimal Value, DayOfWeek On = DayOfWeek.Friday);

    public abstract class Basket<T> : List<T>, ICloneable
        where T : class, IComparable, new()
    {
        public const string Kind = "basket";

        [SetsRequiredMembers]
        public Basket(string name = "all", params T[] items)
            : this() => (Id, Limit) = (name, items.Length);

        [SetsRequiredMembers]
        protected Basket() => Id = "";

        private protected Basket(int hidden) => Limit = hidden;

        public event EventHandler? Changed;

        public required string Id { get; init; }

        public int? Limit { get; protected set; }

        public abstract bool IsFull { get; }

        internal string? Hidden { get; set; }

        public T this[int index, string key]
        {
            set => Insert(index, key.Length == 0 ? value : new T());
        }

        public static Basket<T> operator +(Basket<T> one, Basket<T> other) => one.Limit > other.Limit ? one : other;

        public TResult Map<TResult>(Func<T, TResult> map)
            where TResult : struct => map(this[0]);

        public bool TryAdd(T item, out int position, in long at, ref string? text)
        {
            position = (int)at;
            text ??= item.ToString();
            Changed?.Invoke(this, EventArgs.Empty);
            return true;
        }

        public object Clone() => MemberwiseClone();

        public override string ToString() => Id;

        protected virtual (int, string?) Describe(Dictionary<string, int[]> words, CancellationToken ct = default) => (1, null);
    }
}
