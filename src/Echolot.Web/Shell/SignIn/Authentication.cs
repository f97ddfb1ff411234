using System.Security.Claims;
using System.Text.Encodings.Web;
using Echolot.Teams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Echolot.Web.Shell.SignIn;

/// <summary>Names of the two ways to prove who one is.</summary>
public static class Schemes
{
    /// <summary>Picks one of the other two by what the request carries.</summary>
    public const string Any = "echolot";

    /// <summary>Session cookie of a browser.</summary>
    public const string Session = "session";

    /// <summary><c>Authorization: Bearer</c> of a program.</summary>
    public const string Token = "token";
}

/// <summary>Who a request acts for, and what a route demands of them.</summary>
public static class Authentication
{
    public static IServiceCollection AddEcholotAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(Schemes.Any)
            .AddPolicyScheme(Schemes.Any, null, choice => choice.ForwardDefaultSelector = http =>
                http.Request.Headers.Authorization.Count > 0 ? Schemes.Token : Schemes.Session)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(Schemes.Session, null)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(Schemes.Token, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        return services;
    }

    /// <summary>The actor, or null for a stranger.</summary>
    public static Actor? FindActor(this HttpContext http) => http.Features.Get<Actor>();

    /// <summary>The actor of a route that demands a permission.</summary>
    public static Actor Actor(this HttpContext http) => http.FindActor()
        ?? throw new InvalidOperationException(
            $"{http.Request.Path} reads the actor but its route demands no permission; map it with RequirePermission.");

    /// <summary>
    /// Only actors with every one of these permissions may come in; others are asked to sign in or refused.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(
        this TBuilder route, Permission permission) where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddRequirements(new Demands(permission)))
            .WithMetadata(new Demands(permission));

    internal static AuthenticateResult Ticket(HttpContext http, Actor actor, string scheme)
    {
        http.Features.Set(actor);
        var id = actor.Person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var claims = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, id)], scheme);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(claims), scheme));
    }
}

/// <summary>What a route demands; also its metadata, so that tests and the API description can read it.</summary>
public sealed record Demands(Permission Permission) : IAuthorizationRequirement;

internal sealed class PermissionHandler(IHttpContextAccessor accessor) : AuthorizationHandler<Demands>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Demands demand)
    {
        var http = context.Resource as HttpContext ?? accessor.HttpContext;
        if (http?.FindActor() is { } actor && actor.May(demand.Permission)) context.Succeed(demand);
        return Task.CompletedTask;
    }
}

/// <summary>A browser with a session cookie; strangers are sent to the sign-in page and come back after it.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Roster roster)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Context) is not { } secret) return AuthenticateResult.NoResult();
        return await roster.BySessionAsync(secret, Context.RequestAborted) is { } actor
            ? Authentication.Ticket(Context, actor, Schemes.Session)
            : AuthenticateResult.Fail("The session has ended.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Context.WantsPage())
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Bearer realm=\"echolot\"";
            return Task.CompletedTask;
        }
        var back = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : Urls.Today;
        return Go.RedirectAsync(Context, Urls.SignInThen(back));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}

/// <summary>A program with an API token.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Roster roster)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        return await roster.ByTokenAsync(header[Prefix.Length..].Trim(), Context.RequestAborted) is { } actor
            ? Authentication.Ticket(Context, actor, Schemes.Token)
            : AuthenticateResult.Fail("The token is unknown, expired or revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer realm=\"echolot\"";
        return Task.CompletedTask;
    }
}
