namespace ShopWebhooks.Tests.House;

/// <summary>Writes types as C# does: keywords for the built-in ones, no namespaces, generic arguments in angle brackets.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsByRef)
        {
            return "ref " + Of(type.GetElementType()!);
        }

        if (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";
        }

        return type.IsGenericParameter ? type.Name : Nested(type, type.GetGenericArguments());
    }

    /// <summary>The name with its namespace, as a type is headed.</summary>
    public static string Full(Type type) => type.Namespace is null ? Of(type) : $"{type.Namespace}.{Of(type)}";

    // Reflection gives a nested type the generic arguments of its outer types too; each level keeps its own.
    private static string Nested(Type type, Type[] arguments)
    {
        var outer = type.DeclaringType is null ? "" : Nested(type.DeclaringType, arguments) + ".";
        var taken = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = arguments[taken..type.GetGenericArguments().Length];
        var name = type.Name.Split('`')[0];
        return own.Length == 0 ? outer + name : $"{outer}{name}<{string.Join(", ", own.Select(Of))}>";
    }
}
