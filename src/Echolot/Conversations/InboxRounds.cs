using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>
/// Runs the inbox in the host: sends what is due and wakes what was laid aside. It listens from its making on, before the
/// bus hands out the first fact.
/// </summary>
internal sealed class InboxRounds : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>Whoever asked looks at how far it is.</summary>
    private static readonly TimeSpan ManyRound = TimeSpan.FromSeconds(1);

    /// <summary>So that no page waits for a look; it is two seconds of processor time on the busiest desk.</summary>
    private static readonly TimeSpan GatherRound = TimeSpan.FromMinutes(15);

    private readonly Inbox _inbox;
    private readonly Presence _presence;
    private readonly TimeProvider _clock;
    private readonly ILogger<InboxRounds> _log;

    public InboxRounds(
        Inbox inbox, OpinionDesk opinions, Presence presence, TimeProvider clock, ILogger<InboxRounds> log)
    {
        (_inbox, _presence, _clock, _log) = (inbox, presence, clock, log);
        inbox.Listen();
        opinions.Listen();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            _inbox.SendAllAsync(stoppingToken), _presence.HearAsync(stoppingToken), _inbox.SendLettersInTurnAsync(stoppingToken),
            RepeatAsync(Round, WakeAsync, atOnce: true, stoppingToken), RepeatAsync(ManyRound, ManyAsync, atOnce: true, stoppingToken),
            RepeatAsync(ManyRound, ActsAsync, atOnce: true, stoppingToken), RepeatAsync(ManyRound, WordsAsync, atOnce: true, stoppingToken),
            // Not while everything starts: the first page that asks looks by itself.
            RepeatAsync(GatherRound, GatherAsync, atOnce: false, stoppingToken));

    private async Task WakeAsync(CancellationToken cancel)
    {
        await TryAsync("Waking conversations", _inbox.WakeAsync, cancel);
        await TryAsync("Workflows that wait for time", _inbox.LookAsync, cancel);
        await TryAsync("Warning before targets", _inbox.WarnAsync, cancel);
        await TryAsync("Giving out conversations", _inbox.TurnAsync, cancel);
        await TryAsync("Telling what people were given", _inbox.TellHandedAsync, cancel);
        await TryAsync("Scoring by changed rules", _inbox.ScoreAgainAsync, cancel);
        await TryAsync("Following changed targets", _inbox.RetargetAsync, cancel);
        await TryAsync("Approvals that are out of time", _inbox.EscalateAsync, cancel);
        await TryAsync("Taking back incidents", _inbox.LeaveUndoneAsync, cancel);
        await TryAsync("Reminding of enquiries", _inbox.RemindAsync, cancel);
    }

    private Task ManyAsync(CancellationToken cancel) => TryAsync("Changing many conversations", _inbox.GoOnWithManyAsync, cancel);

    private Task ActsAsync(CancellationToken cancel) => TryAsync("Acting on messages", _inbox.CarryOutActsAsync, cancel);

    private Task WordsAsync(CancellationToken cancel) => TryAsync("Reading words for the search", _inbox.KeepWordsAsync, cancel);

    private Task GatherAsync(CancellationToken cancel) =>
        TryAsync("Proposing incidents", _inbox.GatherInBackgroundAsync, cancel);

    private async Task RepeatAsync(TimeSpan round, Func<CancellationToken, Task> work, bool atOnce, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(round, _clock);
        try
        {
            if (atOnce) await work(cancel);
            while (await timer.WaitForNextTickAsync(cancel)) await work(cancel);
        }
        catch (Exception wrong) when (cancel.IsCancellationRequested)
        {
            // What failed while it was told to stop is tried again after the next start.
            _log.LogDebug(wrong, "Rounds of the inbox have stopped");
        }
    }

    private async Task TryAsync(string work, Func<CancellationToken, Task> run, CancellationToken cancel)
    {
        try
        {
            await run(cancel);
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            _log.LogError(wrong, "{Work} failed; tried again in the next round", work);
        }
    }
}
