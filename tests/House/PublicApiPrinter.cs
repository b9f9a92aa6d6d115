using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ShopWebhooks.Tests.House;

/// <summary>
/// Prints what other assemblies can see: one line a type with its base and interfaces, one indented line a member, sorted ordinally.
/// </summary>
/// <remarks>
/// Left out, because a caller cannot tell the difference: attributes, nullability of references, overrides, and what the compiler adds
/// to a record (except Deconstruct).
/// </remarks>
internal static class PublicApiPrinter
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(IEnumerable<Type> types)
    {
        var printed = types
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .OrderBy(TypeNames.Full, StringComparer.Ordinal)
            .Select(Print);
        return string.Join('\n', printed);
    }

    private static string Print(Type type)
    {
        var members = Members(type).Order(StringComparer.Ordinal).Select(member => $"    {member}\n");
        return $"{Header(type)}\n{string.Concat(members)}";
    }

    private static string Header(Type type)
    {
        var name = TypeNames.Full(type);
        if (type.IsEnum)
        {
            var underlying = Enum.GetUnderlyingType(type);
            return underlying == typeof(int) ? $"enum {name}" : $"enum {name} : {TypeNames.Of(underlying)}";
        }

        if (IsDelegate(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnType)} {name}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }

        var bases = Bases(type).ToList();
        return Kind(type) + name + (bases.Count == 0 ? "" : " : " + string.Join(", ", bases)) + Constraints(type.GetGenericArguments());
    }

    private static string Kind(Type type)
    {
        var record = type.GetMethod("PrintMembers", Declared) is { } print && IsGenerated(print) ? "record " : "";
        if (type.IsInterface)
        {
            return "interface ";
        }

        if (type.IsValueType)
        {
            var isReadOnly = type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "";
            return $"{isReadOnly}{(type.IsByRefLike ? "ref " : "")}{record}struct ";
        }

        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return $"{modifier}{record}class ";
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return TypeNames.Of(parent);
        }

        // What the base or another interface brings along is said there.
        var all = type.GetInterfaces();
        var inherited = all.SelectMany(one => one.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        foreach (var name in all.Where(one => one.IsVisible && !inherited.Contains(one)).Select(TypeNames.Of).Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Value(field.GetRawConstantValue())}");
        }

        return
        [
            .. type.GetConstructors(Declared).Where(one => IsVisible(one) && !IsGenerated(one) && !one.IsStatic)
                .Select(one => $"{Access(one)}new({Parameters(one)})"),
            .. type.GetFields(Declared).Where(one => one.IsPublic || one.IsFamily || one.IsFamilyOrAssembly).Select(Field),
            .. type.GetProperties(Declared).Where(one => one.GetAccessors(true).Any(IsSurface)).Select(Property),
            .. type.GetEvents(Declared).Where(one => IsSurface(one.AddMethod!))
                .Select(one => $"{Modifiers(one.AddMethod!)}event {TypeNames.Of(one.EventHandlerType!)} {one.Name}"),
            .. type.GetMethods(Declared).Where(one => IsSurface(one) && IsCallable(one)).Select(Method),
        ];
    }

    private static string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "" : "protected ";
        if (field.IsLiteral)
        {
            return $"{access}const {TypeNames.Of(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue())}";
        }

        var modifiers = (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{access}{modifiers}{TypeNames.Of(field.FieldType)} {field.Name}";
    }

    private static string Property(PropertyInfo property)
    {
        var widest = property.GetAccessors(true).Where(IsVisible).OrderBy(one => one.IsPublic ? 0 : 1).First();
        var required = property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "";
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var accessors = new[] { Accessor(property.GetMethod, "get", widest), Accessor(property.SetMethod, "set", widest) };
        return $"{Modifiers(widest)}{required}{TypeNames.Of(property.PropertyType)} {name} {{ {string.Concat(accessors)}}}";
    }

    private static string Accessor(MethodInfo? accessor, string word, MethodInfo widest)
    {
        if (accessor is null || !IsVisible(accessor))
        {
            return "";
        }

        var initOnly = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return $"{(widest.IsPublic ? Access(accessor) : "")}{(initOnly ? "init" : word)}; ";
    }

    private static string Method(MethodInfo method)
    {
        var arguments = method.GetGenericArguments();
        var generic = arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(TypeNames.Of))}>";
        return $"{Modifiers(method)}{TypeNames.Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)}){Constraints(arguments)}";
    }

    private static string Parameters(MethodBase method)
    {
        var extended = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return extended + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var passing = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), false) => "params ",
            _ when parameter.IsDefined(typeof(ParamCollectionAttribute), false) => "params ",
            _ => "",
        };
        return $"{passing}{TypeNames.Of(type)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter, type) : "")}";
    }

    private static string Default(ParameterInfo parameter, Type type) => parameter.RawDefaultValue switch
    {
        null when type.IsValueType && Nullable.GetUnderlyingType(type) is null => "default",
        var value when type.IsEnum => $"({TypeNames.Of(type)}){Value(value)}",
        var value => Value(value),
    };

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char one => $"'{one}'",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Select(argument =>
    {
        var attributes = argument.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var types = argument.GetGenericParameterConstraints().Where(one => one != typeof(ValueType)).Select(TypeNames.Of);
        string[] constraints =
        [
            attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : "",
            isStruct ? "struct" : "",
            .. types.Order(StringComparer.Ordinal),
            attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? "new()" : "",
        ];
        constraints = [.. constraints.Where(one => one.Length > 0)];
        return constraints.Length == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }));

    private static string Modifiers(MethodInfo method)
    {
        var inInterface = method.DeclaringType!.IsInterface;
        var dispatch = method switch
        {
            { IsAbstract: true } => inInterface && !method.IsStatic ? "" : "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        return $"{Access(method)}{(method.IsStatic ? "static " : "")}{dispatch}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSurface(MethodInfo method) => IsVisible(method) && method.GetBaseDefinition() == method;

    private static bool IsCallable(MethodInfo method) =>
        method.Name.StartsWith("op_", StringComparison.Ordinal) || method.Name == "Deconstruct"
            ? !(IsGenerated(method) && method.Name != "Deconstruct")
            : !method.IsSpecialName && !IsGenerated(method);

    private static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));
}
