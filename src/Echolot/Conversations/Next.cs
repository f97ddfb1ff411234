using System.Globalization;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// The conversation that comes after one in a list, for somebody who works through it: after the last one the first.
    /// </summary>
    /// <returns>Null: there is no other one, or these eyes see the one not.</returns>
    public async Task<long?> NextAsync(InboxFilter filter, long conversation, Sight sight, CancellationToken cancel)
    {
        if (await FindAsync(conversation, sight, cancel) is not { } here) return null;
        // Whoever answers is not kept from it by a search that is none.
        if (WrongWith(filter.Search).Count > 0) return null;
        var at = ByDue(filter) ? here.DueAt?.ToUnixTimeMilliseconds() ?? ConversationRow.NotDue : here.LastAt.ToUnixTimeMilliseconds();
        var after = await ListAsync(
            filter, sight, string.Create(CultureInfo.InvariantCulture, $"{at}.{conversation}"), 1, cancel);
        if (after.Items is [var next, ..]) return next.Id;
        return (await ListAsync(filter, sight, null, 2, cancel)).Items.FirstOrDefault(c => c.Id != conversation)?.Id;
    }
}
