using System.Globalization;
using Dapper;
using Echolot.Answers;
using Echolot.Contacts;
using Echolot.Enrichment;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>One inbox for all channels: a mention becomes a conversation, is answered in time, and closed.</summary>
/// <remarks>
/// Thread-safe. Every change is written in one transaction with its event, its clocks and the fact that tells the pages.
/// What it refuses it throws as <see cref="InboxException"/>.
/// </remarks>
public sealed partial class Inbox(
    EcholotDb db, Arrivals arrivals, Archive archive, AddressBook contacts, SourceRunner sources, Enrichers enrichers,
    AnswerLibrary answers, Roster roster, Bus bus, PrivacyOffice privacy, TimeProvider clock, ILogger<Inbox> log)
{
    /// <summary>Most characters of a note or a reply; channels have shorter limits of their own.</summary>
    public const int LongestText = 20_000;

    private const int LongestSnippet = 200;
    private const string SubscriberName = "inbox";
    private const string RoutingName = "routing";
    private const string OpeningName = "opening";

    /// <summary>Answers to what was said arrive for so long.</summary>
    private static readonly TimeSpan Following = TimeSpan.FromDays(180);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Hears facts before the host starts.</summary>
    internal void Listen()
    {
        bus.Subscribe<MessagesArrived>(SubscriberName, HearAsync);
        bus.Subscribe<AnswersWanted>(OpeningName, HearAsync);
        bus.Subscribe<DepartmentRemoved>(RoutingName, LeaveAsync);
        bus.Subscribe<PersonChanged>(RoutingName, LeaveAsync);
        bus.Subscribe<ConversationChanged>(RoutingName, HearAsync);
    }

    private static string Checked(string text, bool allowEmpty = false)
    {
        text = WellFormed.Of(text.Trim());
        return text.Length switch
        {
            0 when !allowEmpty => throw new InboxException(InboxRefusal.TextMissing, "Nothing is written; write something."),
            > LongestText => throw new InboxException(
                InboxRefusal.TextTooLong, $"The text has {text.Length} characters; {LongestText} are the most."),
            _ => text,
        };
    }

    private static string SnippetOf(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestSnippet) return line;
        // Half a surrogate pair cannot be stored.
        return line[..(char.IsHighSurrogate(line[LongestSnippet - 1]) ? LongestSnippet - 1 : LongestSnippet)];
    }

    private static InboxException Gone(long id) =>
        new(InboxRefusal.NotFound, $"There is no conversation {id.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>Opens a conversation for writing; others wait until this transaction ends.</summary>
    /// <exception cref="InboxException">There is none.</exception>
    private async Task<Recording> RecordAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<ConversationRow>(new CommandDefinition(
            $"select {ConversationRow.Columns} from conversation c where c.id = @id{(scope.Engine is Engine.Postgres ? " for update" : "")}",
            new { id }, scope.Transaction, cancellationToken: cancel)) ?? throw Gone(id);
        return await RecordAsync(scope, row, cancel);
    }

    /// <summary>
    /// Locks those that one transaction changes before it changes the first. Every transaction locks in the same order, so
    /// that two of them never wait for each other in a circle: conversations by their number, then incidents, then causes.
    /// </summary>
    private static async Task LockAsync(WriteScope scope, params IReadOnlyCollection<long> ids)
    {
        if (scope.Engine is Engine.Sqlite) return;
        await scope.Connection.ExecuteAsync(
            $"select 1 from conversation where {Sql.In(scope.Engine, "id", "ids")} order by id for update",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction);
    }

    /// <summary>As <see cref="RecordAsync(WriteScope, long, CancellationToken)"/>; null where it has gone with its retention.</summary>
    private async Task<Recording?> RecordIfThereAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        try
        {
            return await RecordAsync(scope, id, cancel);
        }
        catch (InboxException gone) when (gone.Why is InboxRefusal.NotFound)
        {
            return null;
        }
    }

    /// <summary>Does it for each of them; where it fails for one, that is logged and the others go on.</summary>
    /// <param name="later">Puts off what failed, so that it does not stand in the way of those behind it.</param>
    private async Task EachAsync<T>(
        IEnumerable<T> all, string work, Func<T, Task> doing, CancellationToken cancel, Func<T, Task>? later = null)
    {
        foreach (var one in all)
            try
            {
                await doing(one);
            }
            catch (Exception wrong) when (!cancel.IsCancellationRequested)
            {
                log.LogError(wrong, "{Work} failed for {One} and is tried again later", work, one);
                if (later is not null) await later(one);
            }
    }

    /// <summary>
    /// Changes some in one transaction; where it fails for one of them, each has a transaction of its own and the others
    /// change. What is gone is passed over.
    /// </summary>
    private async Task TogetherAsync(
        IReadOnlyCollection<long> all, string work, Func<Recording, Task> change, CancellationToken cancel)
    {
        try
        {
            await ChangeAsync(all);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogWarning(wrong, "{Work} failed for one of {Count} conversations; going on one by one", work, all.Count);
            await EachAsync(all, work, id => ChangeAsync([id]), cancel);
        }

        Task ChangeAsync(IReadOnlyCollection<long> ids) => db.WriteAsync(async scope =>
        {
            await LockAsync(scope, ids);
            foreach (var id in ids)
            {
                if (await RecordIfThereAsync(scope, id, cancel) is not { } recording) continue;
                await change(recording);
                await recording.FinishAsync(cancel);
            }
        }, cancel);
    }

    /// <summary>Opens for writing what a conversation was merged into; a chain is as long as people merged.</summary>
    private async Task<Recording> RecordWholeAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        // Looked for before anything is locked: parts are not locked before their whole.
        while (await scope.Connection.ExecuteScalarAsync<long?>(
            "select merged_into from conversation where id = @id", new { id }, scope.Transaction) is { } into) id = into;
        var recording = await RecordAsync(scope, id, cancel);
        while (recording.Row.MergedInto is { } meanwhile) recording = await RecordAsync(scope, meanwhile, cancel);
        return recording;
    }

    private async Task<Recording> RecordAsync(WriteScope scope, ConversationRow row, CancellationToken cancel)
    {
        var rules = scope.Kept(this, () => new Rules());
        rules.Targets ??= [.. (await scope.Connection.QueryAsync<TargetRow>(new CommandDefinition(
            $"select {TargetRow.Columns} from response_target order by position, id", transaction: scope.Transaction,
            cancellationToken: cancel))).Select(r => r.AsDraft())];
        rules.Calendars ??= (await scope.Connection.QueryAsync<(long Calendar, long Version)>(new CommandDefinition(
            "select calendar_id, max(id) from calendar_version group by calendar_id", transaction: scope.Transaction,
            cancellationToken: cancel))).ToDictionary(c => c.Calendar, c => c.Version);
        rules.Scoring ??= Read(await scope.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @ScoringName", new { ScoringName }, scope.Transaction, cancellationToken: cancel)));
        rules.Plan ??= await DutyPlan.ReadAsync(roster, await WorkflowsAsync(scope, cancel), clock.GetUtcNow(), cancel);
        return new Recording(
            scope, bus, roster, row, rules.Targets.Count == 0 ? Presets : rules.Targets, rules.Calendars, Now, rules.Plan,
            rules.Scoring);
    }

    /// <summary>What holds for every conversation of a transaction, read once.</summary>
    private sealed class Rules
    {
        public IReadOnlyList<TargetDraft>? Targets { get; set; }
        public IReadOnlyDictionary<long, long>? Calendars { get; set; }
        public DutyPlan? Plan { get; set; }
        public ScoringRules? Scoring { get; set; }
        public IReadOnlyList<Crisis>? Crises { get; set; }
    }
}
