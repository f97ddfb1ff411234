using Echolot.Answers;
using Echolot.Enrichment;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>What was found in a reply, and who would have to approve it.</summary>
/// <param name="Needed">Approvals that it needs; empty: it may go out as it is.</param>
public sealed record ReplyCheck(IReadOnlyList<Finding> Findings, IReadOnlyList<NeededApproval> Needed)
{
    public bool Stops => Findings.Any(f => f.Severity is Severity.Stops);

    public bool NeedsReason => Overruled.Count > 0;

    /// <summary>What goes out only with a reason.</summary>
    public IReadOnlyList<CheckRule> Overruled =>
        [.. Findings.Where(f => f.Severity is Severity.NeedsReason).Select(f => f.Rule).Distinct()];
}

public sealed partial class Inbox
{
    /// <summary>So many of the newest words of ours tell how a conversation speaks.</summary>
    private const int TellingMessages = 5;

    /// <summary>Checks a reply as sending would; nothing is changed.</summary>
    /// <exception cref="InboxException">These eyes see no such conversation.</exception>
    public async Task<ReplyCheck> CheckReplyAsync(
        long conversation, ReplyDraft reply, Sight sight, CancellationToken cancel)
    {
        var thread = await ShowAsync(conversation, sight, new ThreadPart(Size: ThreadPart.Longest), cancel) ?? throw Gone(conversation);
        return await CheckAsync(
            thread, reply, await SpeakerAsync(thread.Conversation, reply, cancel), await AuthorAsync(sight, cancel), cancel,
            // What has just gone out with its files is still being checked now and then.
            await ChosenAsync(conversation, reply, sight, cancel, left: true));
    }

    /// <summary>What the account that would say it can; null: none can yet, and everything else is checked all the same.</summary>
    private async Task<ReplyAbilities?> SpeakerAsync(Conversation talk, ReplyDraft reply, CancellationToken cancel)
    {
        try
        {
            return (await SpeakingAsync(talk, reply, cancel)).Abilities;
        }
        catch (InboxException)
        {
            return null;
        }
    }

    /// <summary>What checks ask of the house and not of a conversation: read once for many replies.</summary>
    private sealed record CheckGround(
        AnswerShelf Shelf, IReadOnlyList<ApprovalRule> Rules, CheckSettings Settings, Address Manner)
    {
        /// <summary>Sources that speak, with what they can.</summary>
        public Dictionary<long, (string Connector, ReplyAbilities? Abilities)> Voices { get; } = [];
    }

    private async Task<CheckGround> GroundAsync(CancellationToken cancel) => new(
        await answers.ShelfAsync(cancel), await ApprovalRulesAsync(cancel), await CheckSettingsAsync(cancel),
        (await HouseWordsAsync(cancel)).Manner);

    private async Task<ReplyCheck> CheckAsync(
        Thread thread, ReplyDraft reply, ReplyAbilities? abilities, ReplyAuthor author, CancellationToken cancel,
        IReadOnlyList<ReplyFile>? files = null, CheckGround? ground = null)
    {
        var talk = thread.Conversation;
        // Everything is asked for the moment at which it leaves, which may be days away.
        var leaves = LeavesAt(reply);
        var (shelf, rules, settings, manner) = ground ?? await GroundAsync(cancel);
        var day = await answers.DayAsync(leaves, cancel);
        IReadOnlyList<string> labels = shelf.Policies.Count + rules.Count == 0 ? [] : await LabelsAsync(thread, cancel);
        var policies = Policies(thread, shelf, labels);
        var goodwill = policies.Select(p => p.Policy).Concat(shelf.Policies)
            .FirstOrDefault(p => p.Draft is { Active: true, CaseLimit: not null });
        var needed = ApprovalRules.Needed(rules, new(
            author.PersonId, author.Role, reply.Text, reply.Leg, talk.Connector, talk.Crisis,
            [.. policies.Select(p => p.Policy.Id)], labels,
            Math.Max(Amounts.Of(reply.Text).Select(a => a.Cents).DefaultIfEmpty().Max(), Promised.Of(reply.Text).Cents)));
        if (needed.Count == 0 && !author.MaySend) needed = [NeededApproval.OfTrainee];
        if (reply.AskedOf is { } asked) needed = await AskedOfAsync(talk, asked, needed, author, cancel);
        var spoken = AddressOf(thread);
        var (language, sure) = enrichers.Language(reply.Text, null);
        var contact = await contacts.FindAsync(talk.With.ContactId, cancel);
        var last = thread.Messages.LastOrDefault(m => m.Direction is Direction.Theirs && m.Kind == (MessageKind)reply.Leg);
        return new(
            ReplyChecks.Of(new(reply.Text.Trim(), reply.Leg, abilities?.Limit(reply.Leg), PrefixOf(talk, abilities))
            {
                Address = spoken is Address.None ? manner : spoken, AddressOfHouse = spoken is Address.None, Language = Known(talk.Language), Written = sure >= .8 ? Known(language) : null,
                HiddenNames = HiddenNames(talk, contact), OwnContacts = settings.OwnContacts,
                OrderPatterns = settings.OrderPatterns,
                Goodwill = goodwill is null ? null : (await answers.LeftAsync(goodwill, await PartsAsync(talk.Id, cancel), cancel)).Left,
                Withheld = Withheld(shelf, day, reply.Items),
                // Letters to many ask nobody: each would wait for its network.
                Answerable = abilities is null || ground is not null ? null : await AnswerableAsync(talk, reply, cancel),
                WindowClosed = abilities?.Window(reply.Leg) is { } window && last is not null
                    && last.At + window < leaves,
                Approvals = [.. needed.Where(n => !n.ByChoice).Select(n => n.Name)], Files = files ?? [], Takes = abilities?.Files,
            }), needed);
    }

    /// <summary>When a reply leaves at the earliest, as things stand.</summary>
    private DateTimeOffset LeavesAt(ReplyDraft reply)
    {
        var now = clock.GetUtcNow();
        var at = reply.At ?? (reply.Leg is Leg.Public ? now + TakeBackTime : now);
        return at > now ? at : now;
    }

    /// <summary>What has to stand in front of a reply so that the other side is told of it; null: nothing.</summary>
    public static string? PrefixOf(Conversation talk, ReplyAbilities? abilities) =>
        abilities is { Mentions: true } && talk.With.Handle is { Length: > 0 } handle ? "@" + handle.TrimStart('@') : null;

    /// <summary>How a reply speaks here: as the conversation does, else as the house does.</summary>
    internal async Task<Address> MannerAsync(Thread thread, CancellationToken cancel) =>
        AddressOf(thread) is var spoken and not Address.None ? spoken : (await HouseWordsAsync(cancel)).Manner;

    /// <summary>How a conversation speaks: as we did before, else as the customer does.</summary>
    public static Address AddressOf(Thread thread)
    {
        foreach (var side in new[] { Direction.Ours, Direction.Theirs })
        {
            var use = thread.Messages.Where(m => m.Direction == side && m.Kind is not MessageKind.Note)
                .TakeLast(TellingMessages).Select(m => Addressing.Of(m.Text))
                .Aggregate(default(AddressUse), (sum, one) => new(sum.Du + one.Du, sum.Sie + one.Sie));
            if (use.Address is not Address.None) return use.Address;
        }
        return Address.None;
    }

    private static string? Known(string language) => language == "und" ? null : language;

    /// <summary>Names by which we know somebody from elsewhere: nobody here has to learn them from us.</summary>
    private static List<string> HiddenNames(Conversation talk, Echolot.Contacts.Contact? contact)
    {
        if (contact is null) return [];
        var shown = $"{talk.With.Name} {talk.With.Handle}";
        return [.. contact.Identities.Select(i => i.Name).Append(contact.Name).OfType<string>()
            .SelectMany(n => n.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(n))
            .Where(n => n.Length > 2 && !shown.Contains(n, StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    private static List<WithheldAnswer> Withheld(AnswerShelf shelf, DateOnly day, IReadOnlyList<UsedAnswer>? used) =>
    [
        .. from item in shelf.Items
        let standing = item.StandingOn(day)
        where standing is AnswerStanding.Draft or AnswerStanding.Expired or AnswerStanding.NotYet
        select new WithheldAnswer(
            item.Title, standing is AnswerStanding.Expired,
            [.. item.Content.Variants.SelectMany(v => v.Text.Split(["{{", "}}"], StringSplitOptions.None))],
            used?.Any(u => u.ItemId == item.Id) is true),
    ];

    /// <summary>Who writes, and whether what they write may go out.</summary>
    private sealed record ReplyAuthor(long? PersonId, Role? Role, bool MaySend);

    /// <summary>
    /// Asked of the roster here, so that no route passes by: whoever may not send writes requests. The product itself, which
    /// is nobody, may.
    /// </summary>
    private async Task<ReplyAuthor> AuthorAsync(Sight sight, CancellationToken cancel)
    {
        if (sight.PersonId is not { } id) return new(null, null, sight.MaySend);
        var person = await roster.FindAsync(id, cancel);
        return new(
            id, person?.Role,
            sight.MaySend && person is { Active: true } && person.Permissions.HasFlag(Permission.SendReplies));
    }
}
