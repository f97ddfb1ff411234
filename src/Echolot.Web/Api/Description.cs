using System.Text.Json.Nodes;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Echolot.Web.Api;

/// <summary>What the OpenAPI document says beyond what the code says by itself.</summary>
internal static class Description
{
    private const string Bearer = "token";

    /// <summary>
    /// Name, one line and a paragraph of an operation, and the problems every operation can answer with.
    /// </summary>
    public static RouteHandlerBuilder Named(
        this RouteHandlerBuilder route, string name, string summary, string description)
    {
        route.WithName(name)
            .WithSummary(summary).ProducesProblem(401).ProducesProblem(403).ProducesProblem(422).ProducesProblem(429);
        return description.Length > 0 ? route.WithDescription(description) : route;
    }

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = call => $"/{call.RelativePath}".StartsWith(Urls.Api, StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Echolot API",
                Version = "v1",
                Description =
                    "Everything the screens do. Ids are text. Lists answer `items` and `next`; put `next` into "
                    + "`cursor` to read on. Problems are RFC 9457 problem details whose `code` does not change. "
                    + "Authenticate with an API token: `Authorization: Bearer elt_…`. A browser may use its session "
                    + "instead, then changes need the header `X-Echolot-Token`.",
                License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            // The address depends on where it is read from; a fixed one would be wrong behind most proxies.
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer",
                    Description = "An API token (`elt_…`), made under Settings → API tokens.",
                },
                ["signature"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Echolot-Signature",
                    Description =
                        "`t=SECONDS,v1=HEX`: HMAC-SHA256 over the time, a dot and the raw body with the secret of the "
                        + "source.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var signature = metadata.OfType<DemandsSignatureOr>().FirstOrDefault();
            var demanded = metadata.OfType<Demands>()
                .FirstOrDefault()?.Permission ?? signature?.Permission ?? Permission.None;
            operation.Security = [Requirement(Bearer)];
            if (signature is not null)
                operation.Security.Add(Requirement("signature"));
            if (demanded != Permission.None)
            {
                var words = string.Join(", ", ApiPerson.Each(demanded).Select(Word<Permission>.Spell));
                operation.Description = $"{operation.Description}\n\nDemands `{words}`.".Trim();
            }
            return Task.CompletedTask;

            OpenApiSecurityRequirement Requirement(string scheme) =>
                new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            Spell(schema, type);
            if (type.GetElementType() is { } element && IsText(element))
            {
                var items = new OpenApiSchema();
                Spell(items, element);
                schema.Items = items;
            }
            return Task.CompletedTask;
        });
    }

    private static bool IsText(Type type) =>
        type == typeof(Id) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Word<>));

    /// <summary>Ids and words of enumerations are text, whatever they are in the code.</summary>
    private static void Spell(OpenApiSchema schema, Type nullable)
    {
        var type = Nullable.GetUnderlyingType(nullable) ?? nullable;
        if (!IsText(type))
            return;
        AsText(schema, type == typeof(Id) ? "^[0-9]+$" : null);
        if (type != typeof(Id))
        {
            var all = (IReadOnlyCollection<string>)type.GetProperty("All")!.GetValue(null)!;
            schema.Enum = [.. all.Select(word => (JsonNode)JsonValue.Create(word))];
        }
    }

    private static void AsText(OpenApiSchema schema, string? pattern)
    {
        schema.Type = JsonSchemaType.String;
        schema.Pattern = pattern;
        schema.Properties?.Clear();
        schema.Required?.Clear();
    }
}
