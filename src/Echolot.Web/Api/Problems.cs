using Echolot.Alerts;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Insights;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources.Imports;
using Echolot.Teams;
using Echolot.Triage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>
/// Problem details (RFC 9457). <c>code</c> is for programs and does not change, <c>detail</c> is for people.
/// </summary>
internal static class Problems
{
    public static ProblemHttpResult Missing(string what) =>
        Of(StatusCodes.Status404NotFound, "not_found", $"{what} is not here; it was removed, or the id is wrong.");

    public static ProblemHttpResult Refused(string code, string detail, IReadOnlyList<FieldProblem>? fields = null) =>
        Of(StatusCodes.Status422UnprocessableEntity, code, detail,
            fields is null ? null : new() { ["fields"] = fields });

    public static ProblemHttpResult OfQuery(IReadOnlyList<QueryError> errors) => Of(
        StatusCodes.Status422UnprocessableEntity, "query_invalid", errors[0].Message,
        new() { ["errors"] = errors.Select(QueryProblem.Of).ToList() });

    /// <summary>What a refusal of a slice means to a program; null: not a refusal but a failure.</summary>
    public static ProblemHttpResult? Of(Exception refused) => refused switch
    {
        QueryException query => OfQuery(query.Errors),
        RosterException roster => Of(StatusOf(roster.Why), Word<RosterRefusal>.Spell(roster.Why), roster.Message),
        AlertException alert => Of(
            alert.Why switch
            {
                AlertRefusal.NotFound => StatusCodes.Status404NotFound,
                AlertRefusal.ChangedMeanwhile => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            },
            Word<AlertRefusal>.Spell(alert.Why), alert.Message),
        MonitorLockedException locked => Of(StatusCodes.Status403Forbidden, "monitor_locked", locked.Message),
        MonitorChangedMeanwhileException changed => Of(
            StatusCodes.Status409Conflict, "changed_meanwhile", changed.Message,
            new() { ["changed_at"] = changed.Monitor.ChangedAt, ["version"] = changed.Monitor.Version }),
        SearchChangedMeanwhileException changed => Of(
            StatusCodes.Status409Conflict, "changed_meanwhile", changed.Message,
            new() { ["changed_at"] = changed.Search.ChangedAt, ["name"] = changed.Search.Name, ["filter"] = changed.Search.Filter }),
        LabelChangedMeanwhileException changed => Of(
            StatusCodes.Status409Conflict, "changed_meanwhile", changed.Message,
            new() { ["changed_at"] = changed.Label.ChangedAt, ["path"] = changed.Label.Path, ["color"] = changed.Label.Color }),
        TriageException triage => Of(
            triage.Why switch
            {
                TriageRefusal.NotFound => StatusCodes.Status404NotFound,
                TriageRefusal.ChangedMeanwhile => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            },
            Word<TriageRefusal>.Spell(triage.Why), triage.Message),
        InboxException inbox => Of(
            inbox.Why switch
            {
                InboxRefusal.NotFound or InboxRefusal.IncidentMissing or InboxRefusal.MacroMissing => StatusCodes.Status404NotFound,
                InboxRefusal.NotYours or InboxRefusal.OthersDecide or InboxRefusal.AgentFiguresOff or InboxRefusal.SharedByLeads =>
                    StatusCodes.Status403Forbidden,
                InboxRefusal.RepliedMeanwhile or InboxRefusal.TooLate or InboxRefusal.DecidedMeanwhile or InboxRefusal.ChangedMeanwhile =>
                    StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            }, Word<InboxRefusal>.Spell(inbox.Why), inbox.Message,
            inbox.Findings.Count == 0 ? null : new()
            {
                ["findings"] = inbox.Findings.Select(ApiFinding.Of).ToList(),
            }),
        AnswerException answer => Of(
            answer.Why switch
            {
                AnswerRefusal.NotFound => StatusCodes.Status404NotFound,
                AnswerRefusal.ChangedMeanwhile => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            }, Word<AnswerRefusal>.Spell(answer.Why), answer.Message),
        DraftingException drafting => Of(
            drafting.Why switch
            {
                DraftingRefusal.NotFound => StatusCodes.Status404NotFound,
                DraftingRefusal.Unreachable or DraftingRefusal.TooSlow or DraftingRefusal.TooLarge or DraftingRefusal.NotUnderstood
                    or DraftingRefusal.Failed or DraftingRefusal.Busy => StatusCodes.Status502BadGateway,
                _ => StatusCodes.Status422UnprocessableEntity,
            }, Word<DraftingRefusal>.Spell(drafting.Why), drafting.Message),
        RotaException rota => Of(
            rota.Why switch
            {
                RotaRefusal.NotFound => StatusCodes.Status404NotFound,
                RotaRefusal.AlreadyTaken => StatusCodes.Status409Conflict,
                RotaRefusal.NotOnCall => StatusCodes.Status403Forbidden,
                _ => StatusCodes.Status422UnprocessableEntity,
            }, Word<RotaRefusal>.Spell(rota.Why), rota.Message),
        OnceException once => once.Why switch
        {
            OnceRefusal.Malformed => Of(StatusCodes.Status400BadRequest, "malformed", once.Message),
            OnceRefusal.Open => Of(StatusCodes.Status409Conflict, "idempotency_key_open", once.Message),
            _ => Refused("idempotency_key_reused", once.Message),
        },
        FileProblem file => Refused("file_unreadable", file.Message),
        BadHttpRequestException bad =>
            Of(bad.StatusCode, bad.StatusCode == 413 ? "too_large" : "malformed", Reason(bad)),
        _ => null,
    };

    public static ProblemHttpResult Of(int status, string code, string detail, Dictionary<string, object?>? more = null)
    {
        var extensions = more ?? [];
        extensions["code"] = code;
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }

    private static int StatusOf(RosterRefusal why) => why switch
    {
        RosterRefusal.NotAllowed => StatusCodes.Status403Forbidden,
        RosterRefusal.NotFound => StatusCodes.Status404NotFound,
        RosterRefusal.AlreadySetUp or RosterRefusal.NotSetUp or RosterRefusal.LastAdministrator
            or RosterRefusal.EmailTaken =>
            StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    // The outer message names the parameter, the inner one says what is wrong with the JSON.
    private static string Reason(BadHttpRequestException bad) =>
        bad.InnerException is System.Text.Json.JsonException json ? $"{bad.Message} {json.Message}" : bad.Message;
}

/// <summary>What is wrong with one field.</summary>
internal sealed record FieldProblem(string Field, string Problem);

/// <summary>
/// What is wrong with a query, where, and what to do; <c>start</c> and <c>length</c> count UTF-16 units.
/// </summary>
/// <param name="Fix">The remedy as a change of the text, where there is one.</param>
internal sealed record QueryProblem(
    string Code, string Message, int Start, int Length, string Remedy, bool Warning, QueryFix? Fix)
{
    public static QueryProblem Of(QueryError error) =>
        new(error.Code, error.Message, error.Start, error.Length, error.Remedy, error.IsWarning, error.Fix);
}
