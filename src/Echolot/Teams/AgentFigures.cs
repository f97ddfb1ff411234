using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Whether figures of single colleagues may be told.</summary>
/// <param name="Since">Since when; null: they are off.</param>
/// <param name="Agreement">What allows them, such as a works agreement with its date.</param>
public sealed record AgentFigures(DateTimeOffset? Since, string? Agreement)
{
    public bool On => Since is not null;

    /// <summary>Somebody asked to switch them on; null: nobody did.</summary>
    public AgentFiguresRequest? Asked { get; init; }

    /// <summary>While they are off: figures of departments with fewer people are not told; 1: every department's are.</summary>
    public int SmallestGroup { get; init; } = DefaultGroup;

    /// <summary>Somebody asked to lower it; null: nobody did.</summary>
    public SmallestGroupRequest? GroupAsked { get; init; }

    public const int DefaultGroup = 5;

    /// <summary>Whether figures of so many people come too close to figures of one of them. Of nobody they are of nobody.</summary>
    public bool IsTooFew(int people) => !On && people > 0 && people < SmallestGroup;
}

/// <summary>What one person asks for and somebody with another role confirms.</summary>
/// <param name="ByRole">Role of whoever asked.</param>
public abstract record SecondRoleRequest(DateTimeOffset At, long By, Role ByRole)
{
    /// <summary>
    /// Whether somebody may confirm it: a second person who had another role already when it was asked for, and may change the care desk.
    /// </summary>
    public bool IsFor(Actor who) =>
        who.Person is { Active: true } person && person.Id != By && person.Role != ByRole && person.RoleSince <= At
        && who.May(Permission.EditCare);
}

/// <summary>That figures of single colleagues be switched on.</summary>
public sealed record AgentFiguresRequest(DateTimeOffset At, long By, Role ByRole, string Agreement) : SecondRoleRequest(At, By, ByRole);

/// <summary>That figures be told of smaller groups.</summary>
public sealed record SmallestGroupRequest(DateTimeOffset At, long By, Role ByRole, int People) : SecondRoleRequest(At, By, ByRole);

/// <summary>A request to lower the smallest group as it is stored. Names who asked.</summary>
[Personal("smallest_group_request")]
internal sealed record SmallestGroupRequestRow(long AskedAt, long AskedBy, string Role, long People);

/// <summary>A request as it is stored. Names who asked.</summary>
[Personal("agent_figures_request")]
internal sealed record AgentFiguresRequestRow(long AskedAt, long AskedBy, string Role, string Agreement);

public sealed partial class Roster
{
    /// <summary>Most characters of what allows figures of colleagues.</summary>
    public const int LongestAgreement = 500;

    /// <summary>Most people that a group may be asked to have.</summary>
    public const int LargestGroup = 50;

    /// <summary>Off until an administrator names the agreement that allows them, and somebody with another role confirms it.</summary>
    public async Task<AgentFigures> AgentFiguresAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var (at, note, group) = await read.QueryFirstOrDefaultAsync<(long? At, string? Note, long? Group)>(new CommandDefinition(
            "select agent_figures_at, agent_figures_note, smallest_group from workspace", cancellationToken: cancel));
        var asked = await read.QueryFirstOrDefaultAsync<AgentFiguresRequestRow>(new CommandDefinition(
            "select asked_at, asked_by, role, agreement from agent_figures_request", cancellationToken: cancel));
        var smaller = await read.QueryFirstOrDefaultAsync<SmallestGroupRequestRow>(new CommandDefinition(
            "select asked_at, asked_by, role, people from smallest_group_request", cancellationToken: cancel));
        return new(at.At(), note)
        {
            SmallestGroup = (int)(group ?? AgentFigures.DefaultGroup),
            Asked = asked is null ? null : new(asked.AskedAt.At(), asked.AskedBy, Enum.Parse<Role>(asked.Role), asked.Agreement),
            GroupAsked = smaller is null ? null
                : new(smaller.AskedAt.At(), smaller.AskedBy, Enum.Parse<Role>(smaller.Role), (int)smaller.People),
        };
    }

    /// <summary>
    /// How many people a department needs before its figures are told while those of single people are off; audited. More hold at once
    /// and take a request back, fewer are asked for, which somebody with another role confirms.
    /// </summary>
    /// <exception cref="RosterException">Not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="LargestGroup"/>.</exception>
    public Task SetSmallestGroupAsync(Actor by, int people, CancellationToken cancel)
    {
        Demand(by, Permission.Administer);
        ArgumentOutOfRangeException.ThrowIfLessThan(people, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(people, LargestGroup);
        return db.WriteAsync(async scope =>
        {
            await SerialiseAsync(scope);
            await scope.Connection.ExecuteAsync("delete from smallest_group_request", transaction: scope.Transaction);
            var now = await scope.Connection.ExecuteScalarAsync<long?>(
                "select smallest_group from workspace", transaction: scope.Transaction) ?? AgentFigures.DefaultGroup;
            if (people >= now) await SetGroupAsync(scope, by, people, cancel);
            else
            {
                await scope.Connection.ExecuteAsync(
                    """
                    insert into smallest_group_request (id, asked_at, asked_by, role, people)
                    values (1, @AskedAt, @AskedBy, @Role, @People)
                    """, new SmallestGroupRequestRow(Now, by.Person.Id, by.Person.Role.ToString(), people), scope.Transaction);
                await RecordAsync(scope, by, people, "agent-figures.smallest-group-asked", cancel);
            }
        }, cancel);
    }

    /// <summary>Lowers the smallest group as somebody with another role has asked; stands in the audit log.</summary>
    /// <exception cref="RosterException">Nobody asked, or it is not theirs to confirm.</exception>
    public async Task ConfirmSmallestGroupAsync(Actor by, CancellationToken cancel)
    {
        Demand(by, Permission.EditCare);
        var asked = (await AgentFiguresAsync(cancel)).GroupAsked;
        await db.WriteAsync(async scope =>
        {
            await DemandSecondAsync(scope, asked, by);
            if (await scope.Connection.ExecuteAsync(
                "delete from smallest_group_request where asked_by = @By and people = @People",
                new { asked!.By, People = (long)asked.People }, scope.Transaction) == 0) throw AskedAnew();
            await SetGroupAsync(scope, by, asked.People, cancel);
        }, cancel);
    }

    private async Task SetGroupAsync(WriteScope scope, Actor by, int people, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(
            "update workspace set smallest_group = @people", new { people = (long)people }, scope.Transaction);
        await RecordAsync(scope, by, people, "agent-figures.smallest-group", cancel);
    }

    private Task RecordAsync(WriteScope scope, Actor by, int people, string what, CancellationToken cancel) => privacy.RecordAsync(
        scope, by.Person.Id, what, "workspace:1", people.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);

    /// <summary>Their role of now counts, and since when they have it; not what a session knew of it.</summary>
    private static async Task DemandSecondAsync(WriteScope scope, SecondRoleRequest? asked, Actor by)
    {
        await SerialiseAsync(scope);
        if (asked?.IsFor(by with { Person = (await ExistingAsync(scope, by.Person.Id)).ToPerson() }) is not true)
            throw new RosterException(
                RosterRefusal.NotAllowed,
                "Somebody confirms this who had another role than the one who asked already then; nobody confirms their own request.");
    }

    private static RosterException AskedAnew() => new(RosterRefusal.NotAllowed, "It was asked for anew meanwhile; look at it again.");

    /// <summary>
    /// Asks that figures of single colleagues be switched on, which somebody with another role confirms; or switches them
    /// off, or takes the request back, at once. All of it stands in the audit log.
    /// </summary>
    /// <param name="agreement">What allows them; null: off.</param>
    /// <exception cref="RosterException">Not allowed, or nothing is named that allows them.</exception>
    public Task SetAgentFiguresAsync(Actor by, string? agreement, CancellationToken cancel)
    {
        Demand(by, Permission.Administer);
        agreement = agreement?.Trim();
        if (agreement is { Length: 0 or > LongestAgreement })
            throw new RosterException(
                RosterRefusal.AgreementMissing,
                $"Name what allows figures of single colleagues in 1 to {LongestAgreement} characters, such as a works agreement with its date.");
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from agent_figures_request", transaction: scope.Transaction);
            if (agreement is null) await SetAsync(scope, null, null);
            else
                await scope.Connection.ExecuteAsync(
                    """
                    insert into agent_figures_request (id, asked_at, asked_by, role, agreement)
                    values (1, @AskedAt, @AskedBy, @Role, @Agreement)
                    """, new AgentFiguresRequestRow(Now, by.Person.Id, by.Person.Role.ToString(), agreement), scope.Transaction);
            await privacy.RecordAsync(
                scope, by.Person.Id, agreement is null ? "agent-figures.switched-off" : "agent-figures.asked", "workspace:1", agreement,
                cancel);
        }, cancel);
    }

    /// <summary>Switches on what somebody with another role has asked for; stands in the audit log.</summary>
    /// <exception cref="RosterException">Nobody asked, or it is not theirs to confirm.</exception>
    public async Task ConfirmAgentFiguresAsync(Actor by, CancellationToken cancel)
    {
        Demand(by, Permission.EditCare);
        var asked = (await AgentFiguresAsync(cancel)).Asked;
        await db.WriteAsync(async scope =>
        {
            await DemandSecondAsync(scope, asked, by);
            // Asked for anew meanwhile, by somebody else or with other words: then it is looked at again.
            if (await scope.Connection.ExecuteAsync(
                "delete from agent_figures_request where asked_by = @By and agreement = @Agreement", new { asked!.By, asked.Agreement },
                scope.Transaction) == 0) throw AskedAnew();
            await SetAsync(scope, Now, asked.Agreement);
            await privacy.RecordAsync(scope, by.Person.Id, "agent-figures.switched-on", "workspace:1", asked.Agreement, cancel);
        }, cancel);
    }

    private static Task SetAsync(WriteScope scope, long? at, string? agreement) => scope.Connection.ExecuteAsync(
        "update workspace set agent_figures_at = @at, agent_figures_note = @agreement", new { at, agreement }, scope.Transaction);
}
