using Microsoft.AspNetCore.Routing;

namespace Echolot.Web;

/// <summary>
/// Maps routes whose handlers are compiled when they are asked for the first time. The framework's methods of the same names
/// compile each of seven hundred handlers twice before the first page comes, which takes seconds of one processor.
/// Code in this namespace and below finds these ones first.
/// </summary>
/// <remarks>What a handler takes and gives is read at once: metadata, descriptions and wrong parameters are as ever.</remarks>
internal static class LazyRoutes
{
    private static readonly string[] get = [HttpMethods.Get];
    private static readonly string[] post = [HttpMethods.Post];
    private static readonly string[] put = [HttpMethods.Put];
    private static readonly string[] patch = [HttpMethods.Patch];
    private static readonly string[] delete = [HttpMethods.Delete];

    public static RouteHandlerBuilder MapGet(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        Map(routes, pattern, handler, get);

    public static RouteHandlerBuilder MapPost(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        Map(routes, pattern, handler, post);

    public static RouteHandlerBuilder MapPut(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        Map(routes, pattern, handler, put);

    public static RouteHandlerBuilder MapPatch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        Map(routes, pattern, handler, patch);

    public static RouteHandlerBuilder MapDelete(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        Map(routes, pattern, handler, delete);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string pattern, Delegate handler, string[] methods) =>
        RouteHandlerServices.Map(routes, pattern, handler, methods, RequestDelegateFactory.InferMetadata, Later);

    private static RequestDelegateResult Later(
        Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? read)
    {
        var compiled = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, read).RequestDelegate);
        options.EndpointBuilder?.Metadata.Add(new LazyHandler(compiled));
        return new(http => compiled.Value(http), read?.EndpointMetadata ?? []);
    }
}

/// <summary>Route metadata: the handler, compiled or not yet.</summary>
internal sealed record LazyHandler(Lazy<RequestDelegate> Compiled);
