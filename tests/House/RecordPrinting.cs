using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ShopWebhooks.Tests.House;

/// <summary>
/// Finds records that print what must not reach a log by accident: the ToString that the compiler makes shows every property, and so an
/// address with its query, a payload, a body, or what a partner answered.
/// </summary>
internal static class RecordPrinting
{
    private static readonly Type[] Confidential =
        [typeof(Uri), typeof(object), typeof(ReadOnlyMemory<byte>), typeof(Memory<byte>), typeof(byte[]), typeof(JsonElement)];

    /// <summary>One sentence for each property that would be printed.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        from type in types
        let print = type.GetMethod(nameof(ToString), Type.EmptyTypes)
        where print?.IsDefined(typeof(CompilerGeneratedAttribute)) is true
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.Name == "Response" || Confidential.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
        select $"{type.FullName} prints its {property.Name}; override ToString.";
}
