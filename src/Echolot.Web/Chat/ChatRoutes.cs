using System.Text;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Web.Live;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Chat;

/// <summary>Metadata of a route that everybody may use, with the reason; a test lists all of them.</summary>
internal sealed record OpenTo(string Whom);

/// <summary>A chat as the widget needs it, in the language of the page.</summary>
internal sealed record LookAnswer(
    string Title, string Greeting, string Offline, string Consent, string Wording, string Color, bool Left, bool Open,
    DateTimeOffset? OpensAt, bool Form, bool Mail);

internal sealed record BeginOrder(string? Wording, string? Language, string? Secret);

internal sealed record SayOrder(string? Id, string? Text);

internal sealed record FormOrder(
    string? Id, string? Name, string? Email, string? Text, string? Wording, string? Language);

internal sealed record MailOrder(string? Email);

internal sealed record TokenAnswer(string Token);

internal sealed record ProblemAnswer(string Problem);

/// <summary>
/// What the chat on foreign pages asks. Nobody signs in here: a page of an allowed origin asks, a visitor proves to be
/// themselves by a signed token in a header, and nothing is sent with cookies.
/// </summary>
internal static class ChatRoutes
{
    public const string TokenHeader = "X-Echolot-Chat";

    // Four thousand characters of any script, and names.
    private const int MostBytes = 24 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 4 };

    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Urls.ChatScript, (HttpContext http) => Bundle.Foreign("chat-widget.js", http))
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(new OpenTo("pages that show the chat"));
        routes.MapPublicPage<TalkPage>(Urls.ChatTalkPattern).RequireRateLimiting(RateLimits.Secrets);
        var chat = routes.MapGroup(Urls.ChatPattern).AllowAnonymous().ExcludeFromDescription()
            .WithMetadata(new OpenTo("visitors of allowed pages"), new RequestSizeLimitAttribute(MostBytes))
            .AddEndpointFilter(AdmitAsync);
        chat.MapGet("", LookAsync);
        chat.MapMethods("", ["OPTIONS"], Preflight);
        chat.MapMethods("{**rest}", ["OPTIONS"], Preflight);
        chat.MapPost("/visitors", BeginAsync);
        chat.MapDelete("/visitors", WithdrawAsync);
        chat.MapPost("/join", JoinAsync);
        chat.MapPost("/messages", SayAsync);
        chat.MapPost("/typing", TypeAsync);
        chat.MapGet("/stream", ChatStream.OpenAsync);
        chat.MapPost("/form", FillInAsync);
        chat.MapGet("/files/{file}", FileAsync);
        chat.MapGet("/transcript", TranscriptAsync);
        chat.MapPost("/transcript", MailTranscriptAsync);
    }

    /// <summary>The chat that a request is for.</summary>
    public static Echolot.Conversations.Chat Chat(this HttpContext http) => http.Features.GetRequiredFeature<Asked>().Chat;

    /// <summary>The visitor that a request proves to come from, or null.</summary>
    public static async Task<ChatVisitor?> VisitorAsync(this HttpContext http, ChatDesk desk, CancellationToken cancel) =>
        http.Request.Headers[TokenHeader].ToString() is { Length: > 0 } token
            ? await desk.ReadAsync(http.Chat(), token, cancel)
            : null;

    public static string AddressOf(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    public static IResult Refused(int status, string problem) =>
        TypedResults.Json(new ProblemAnswer(problem), Json, statusCode: status);

    /// <summary>Lets in pages of allowed origins, and our own; what the chat refuses becomes an answer.</summary>
    private static async ValueTask<object?> AdmitAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        headers.CacheControl = "no-store";
        var chat = await http.RequestServices.GetRequiredService<ChatDesk>()
            .FindAsync(http.Request.RouteValues["key"]?.ToString() ?? "", http.RequestAborted);
        if (chat is null) return Refused(StatusCodes.Status404NotFound, "gone");
        // Browsers send no origin when a page of ours asks for something of ours.
        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            if (origin != $"{http.Request.Scheme}://{http.Request.Host}" && !chat.Settings.Allows(origin))
                return Refused(StatusCodes.Status403Forbidden, "origin");
            headers.AccessControlAllowOrigin = origin;
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }
        http.Features.Set(new Asked(chat));
        try
        {
            return await next(context);
        }
        catch (ChatException refused)
        {
            return Refused(
                refused.Why is ChatRefusal.Over ? StatusCodes.Status401Unauthorized : StatusCodes.Status422UnprocessableEntity,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(refused.Why.ToString()));
        }
        catch (JsonException)
        {
            return Refused(StatusCodes.Status400BadRequest, "malformed");
        }
        catch (BadHttpRequestException bad)
        {
            return Refused(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "text_too_long" : "malformed");
        }
    }

    private static IResult Preflight(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        headers.AccessControlAllowHeaders = $"Content-Type, {TokenHeader}";
        headers.AccessControlMaxAge = "600";
        return TypedResults.NoContent();
    }

    private static async Task<IResult> LookAsync(HttpContext http, ChatDesk desk, string? lang, CancellationToken cancel)
    {
        var (settings, hours) = (http.Chat().Settings, await desk.HoursAsync(http.Chat(), cancel));
        var german = lang == "de";
        var mail = await desk.HasFormAsync(cancel);
        return TypedResults.Json(new LookAnswer(
            german ? settings.Title.De : settings.Title.En, german ? settings.Greeting.De : settings.Greeting.En,
            german ? settings.Offline.De : settings.Offline.En, german ? settings.Consent.De : settings.Consent.En,
            settings.Wording, settings.Color, settings.Left, hours.Open, hours.OpensAt, mail, mail), Json);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, CancellationToken cancel)
    {
        var order = await ReadAsync<BeginOrder>(http, cancel);
        if (!limits.MayBegin(http.AddressOf())) return TooMany();
        var (_, token) = await desk.StartAsync(http.Chat(), order.Wording ?? "", order.Language ?? "", cancel);
        return TypedResults.Json(new TokenAnswer(token), Json);
    }

    private static async Task<IResult> WithdrawAsync(HttpContext http, ChatDesk desk, CancellationToken cancel)
    {
        if (await http.VisitorAsync(desk, cancel) is not { } visitor) return Over();
        await desk.WithdrawAsync(visitor, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> JoinAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, CancellationToken cancel)
    {
        var order = await ReadAsync<BeginOrder>(http, cancel);
        if (!limits.MayBegin(http.AddressOf())) return TooMany();
        var (_, token) = await desk.JoinAsync(
            http.Chat(), order.Secret ?? "", order.Wording ?? "", order.Language ?? "", cancel);
        return TypedResults.Json(new TokenAnswer(token), Json);
    }

    private static async Task<IResult> SayAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, CancellationToken cancel)
    {
        if (await http.VisitorAsync(desk, cancel) is not { } visitor) return Over();
        if (!limits.MayWrite(visitor.Id)) return TooMany();
        var order = await ReadAsync<SayOrder>(http, cancel);
        await desk.SayAsync(http.Chat(), visitor, order.Id ?? "", order.Text ?? "", cancel);
        return TypedResults.Json(new { }, Json, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> TypeAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, LiveFeed feed, CancellationToken cancel)
    {
        if (await http.VisitorAsync(desk, cancel) is not { } visitor) return Over();
        if (limits.MayType(visitor.Id) && await desk.ConversationAsync(visitor, cancel) is { } conversation)
            feed.Remember(new Typing(conversation, Ours: false));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> FillInAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, CancellationToken cancel)
    {
        var order = await ReadAsync<FormOrder>(http, cancel);
        if (!limits.MayFillIn(http.AddressOf())) return TooMany();
        await desk.FillInAsync(
            http.Chat(), new(
                order.Id ?? "", order.Name ?? "", order.Email ?? "", order.Text ?? "", order.Language ?? "", order.Wording ?? ""),
            cancel);
        return TypedResults.Json(new { }, Json, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>A file that came along with an answer; its key says to whom it was given.</summary>
    private static async Task<IResult> FileAsync(HttpContext http, ChatDesk desk, string file, CancellationToken cancel) =>
        await desk.FileAsync(http.Chat(), file, cancel) is var (found, content)
            ? Download.Of(http, found.Name, found.Type, content)
            : Refused(StatusCodes.Status404NotFound, "gone");

    private static async Task<IResult> TranscriptAsync(HttpContext http, ChatDesk desk, CancellationToken cancel) =>
        await http.VisitorAsync(desk, cancel) is { } visitor
            ? TypedResults.Bytes(
                Encoding.UTF8.GetBytes(await desk.TranscriptAsync(http.Chat(), visitor, cancel)), "text/plain; charset=utf-8",
                "chat.txt")
            : Over();

    private static async Task<IResult> MailTranscriptAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, CancellationToken cancel)
    {
        if (await http.VisitorAsync(desk, cancel) is not { } visitor) return Over();
        var order = await ReadAsync<MailOrder>(http, cancel);
        if (!limits.MayMail(visitor.Id, http.AddressOf())) return TooMany();
        return await desk.MailTranscriptAsync(http.Chat(), visitor, order.Email ?? "", cancel)
            ? TypedResults.NoContent()
            : Refused(StatusCodes.Status502BadGateway, "wrong");
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, CancellationToken cancel)
    {
        if (!http.Request.HasJsonContentType()) throw new JsonException("No JSON was sent.");
        return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, cancel)
            ?? throw new JsonException("Nothing was sent.");
    }

    private static IResult Over() => Refused(StatusCodes.Status401Unauthorized, "over");

    private static IResult TooMany() => Refused(StatusCodes.Status429TooManyRequests, "too_many");

    private sealed record Asked(Echolot.Conversations.Chat Chat);
}
