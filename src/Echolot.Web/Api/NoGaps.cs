using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Echolot.Web.Api;

/// <summary>
/// Refuses <c>null</c> inside lists and objects of a body: the serializer checks fields for it, but not what is in them.
/// </summary>
internal static class NoGaps
{
    /// <summary>Has every type with such fields looked at once it is read.</summary>
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object) return;
        var fields = type.Properties.Where(field => field.Get is not null && MayHaveGaps(field.PropertyType)).ToList();
        if (fields.Count == 0) return;
        type.OnDeserialized = read =>
        {
            foreach (var field in fields)
                if (field.Get!(read) is IEnumerable all && HasGap(all))
                    throw new JsonException($"'{field.Name}' holds null; leave the entry out.");
        };
    }

    private static bool MayHaveGaps(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type)
        && (type.IsArray ? [type.GetElementType()!] : type.GenericTypeArguments) is [.., var element] && !element.IsValueType;

    private static bool HasGap(IEnumerable all)
    {
        foreach (var one in all is IDictionary named ? named.Values : all)
            if (one is null) return true;
        return false;
    }
}
