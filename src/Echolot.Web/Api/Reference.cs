using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Echolot.Web.Api;

/// <summary>One field or parameter as the reference shows it.</summary>
internal sealed record ReferenceField(string Name, string Type, bool Required, string? Note);

/// <summary>One call as the reference shows it.</summary>
internal sealed record ReferenceCall(
    string Id, string Method, string Path, string Summary, string? Description,
    IReadOnlyList<ReferenceField> Parameters,
    IReadOnlyList<ReferenceField> Body, IReadOnlyList<ReferenceField> Answer, string Statuses);

/// <summary>The calls of one part of the API.</summary>
internal sealed record ReferencePart(string Name, IReadOnlyList<ReferenceCall> Calls);

/// <summary>Reads the OpenAPI document into what the reference page shows, so that the two cannot disagree.</summary>
internal static class Reference
{
    public static void MapReference(this IEndpointRouteBuilder routes) =>
        routes.MapPage<ReferencePage>(Urls.ApiReference, Permission.None);

    public static async Task<IReadOnlyList<ReferencePart>> ReadAsync(
        IServiceProvider services, CancellationToken cancel)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync(cancel);
        return [.. document.Paths
            .SelectMany(
                path => (path.Value.Operations ?? [])
                .Select(o => (Tag: o.Value.Tags?.FirstOrDefault()?.Name ?? "", Call: Read(path.Key, o.Key, o.Value))))
            .GroupBy(c => c.Tag)
            .Select(g => new ReferencePart(g.Key, [.. g.Select(c => c.Call)]))];
    }

    private static ReferenceCall Read(string path, HttpMethod method, OpenApiOperation operation) => new(
        operation.OperationId ?? path, method.Method, path, operation.Summary ?? "", operation.Description,
        [.. (operation.Parameters ?? [])
            .Select(p => new ReferenceField(p.Name ?? "", TypeOf(p.Schema), p.Required, p.Description))],
        Fields(operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema),
        Fields(
            (operation.Responses ?? [])
            .Where(r => r.Key.StartsWith('2'))
            .Select(r => r.Value.Content?.Values.FirstOrDefault()?.Schema).FirstOrDefault()),
        string.Join(", ", (operation.Responses ?? []).Keys));

    private static List<ReferenceField> Fields(IOpenApiSchema? schema) =>
        schema?.Properties is not { } fields ? [] : [.. fields.Select(f => new ReferenceField(
            f.Key, TypeOf(f.Value), schema.Required?.Contains(f.Key) == true, f.Value.Description))];

    private static string TypeOf(IOpenApiSchema? schema)
    {
        if (schema is null)
            return "";
        if (schema is OpenApiSchemaReference { Reference.Id: { } name })
            return name;
        if (schema.Items is { } items)
            return $"{TypeOf(items)}[]";
        if (schema.OneOf?.FirstOrDefault(o => o is OpenApiSchemaReference) is { } one)
            return TypeOf(one) + "?";
        if (schema.Enum is { Count: > 0 } words)
            return string.Join(" | ", words.Select(w => w?.ToString()).Where(w => w is not null));
        var type = (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;
        var optional = schema.Type?.HasFlag(JsonSchemaType.Null) == true ? "?" : "";
        return $"{schema.Format ?? type.ToString().ToLowerInvariant()}{optional}";
    }
}

/// <summary>Texts of the reference page. The calls themselves are described in English, as the document is.</summary>
internal static class ReferenceText
{
    public static readonly Phrase Title = new("API-Referenz", "API reference");
    public static readonly Phrase Lead = new(
        "Alles, was die Oberfläche kann, kann auch ein Programm. Legen Sie unter Einstellungen → API-Zugänge einen "
        + "Schlüssel an und senden Sie ihn bei jedem Aufruf mit:",
        "Whatever the screens do, a program can do. Make a token under Settings → API tokens and send it with every "
        + "call:");
    public static readonly Phrase Document = new("OpenAPI-Dokument", "OpenAPI document");
    public static readonly Phrase Parameters = new("Parameter", "Parameters");
    public static readonly Phrase Body = new("Was Sie senden", "What you send");
    public static readonly Phrase Answer = new("Was Sie erhalten", "What you receive");
    public static readonly Phrase Field = new("Feld", "Field");
    public static readonly Phrase Kind = new("Art", "Type");
    public static readonly Phrase Required = new("nötig", "required");
    public static readonly Phrase Statuses = new("Antworten: {0}", "Answers: {0}");
}
