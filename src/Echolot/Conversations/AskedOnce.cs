using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Answers;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Why nothing is done under a key.</summary>
public enum OnceRefusal
{
    /// <summary>It is no key.</summary>
    Malformed,

    /// <summary>Something else was asked for under it.</summary>
    Reused,

    /// <summary>The first time is under way, or nobody knows what became of it.</summary>
    Open,
}

/// <summary>Nothing was done under a key; the message says what to do.</summary>
public sealed class OnceException(OnceRefusal why, string message) : Exception(message)
{
    public OnceRefusal Why { get; } = why;
}

/// <summary>
/// Does what a program asks for under an <c>Idempotency-Key</c> once within a day: whoever lost the answer asks again and gets the first
/// one. The key is taken before anything is done, so that nothing is done twice, whatever happens meanwhile.
/// </summary>
public sealed partial class AskedOnce(EcholotDb db, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <param name="place">What is asked for, and of which conversation.</param>
    /// <param name="words">All that is asked; with other words the key is refused.</param>
    /// <param name="act">Does it, and says the id that the answer names; 0: none.</param>
    /// <returns>What <paramref name="act"/> said the first time.</returns>
    /// <exception cref="OnceException">Nothing was done.</exception>
    public async Task<long> DoAsync(
        string key, long person, string place, string words, Func<Task<long>> act, CancellationToken cancel)
    {
        if (!Key().IsMatch(key))
            throw new OnceException(OnceRefusal.Malformed, "The header Idempotency-Key has 1 to 200 visible ASCII characters.");
        var row = new AskedOnceRow
        {
            PersonId = person, Place = place, Key = key, At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Words = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words))),
        };
        if (await TakeAsync(row, cancel) is { } first)
            return first.Words != row.Words
                ? throw new OnceException(
                    OnceRefusal.Reused, "This Idempotency-Key came with other words in the last 24 hours; use a new key for something new.")
                : first.Outcome ?? throw new OnceException(
                    OnceRefusal.Open, "The first call with this Idempotency-Key is under way, or what became of it is not known; read the conversation first.");
        long outcome;
        try
        {
            outcome = await act();
        }
        catch (Exception refused) when (refused is InboxException or AnswerException)
        {
            // Also where the caller has gone: nothing was done.
            await db.WriteAsync(
                scope => scope.Connection.ExecuteAsync($"delete from asked_once where {This}", row, scope.Transaction), CancellationToken.None);
            throw;
        }
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"update asked_once set outcome = @outcome where {This}", new { row.PersonId, row.Place, row.Key, outcome },
            scope.Transaction), CancellationToken.None);
        return outcome;
    }

    private const string This = "person_id = @PersonId and place = @Place and key = @Key";

    /// <returns>Who was first; null: nobody.</returns>
    private Task<AskedOnceRow?> TakeAsync(AskedOnceRow row, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            "delete from asked_once where at <= @since", new { since = row.At - (long)Memory.TotalMilliseconds }, scope.Transaction);
        while (true)
        {
            if (await scope.Connection.ExecuteAsync(
                """
                insert into asked_once (person_id, place, key, words, at) values (@PersonId, @Place, @Key, @Words, @At)
                on conflict (person_id, place, key) do nothing
                """, row, scope.Transaction) > 0) return null;
            if (await scope.Connection.QuerySingleOrDefaultAsync<AskedOnceRow>(
                $"select person_id, place, key, words, outcome, at from asked_once where {This}", row, scope.Transaction) is { } first)
                return first;
            // Whoever was first was refused between the two statements: it is free again.
        }
    }, cancel);

    [GeneratedRegex("^[!-~]{1,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}

/// <summary>A key as it is stored. Names who used it.</summary>
[Personal("asked_once")]
internal sealed record AskedOnceRow
{
    public long PersonId { get; init; }
    public string Place { get; init; } = "";
    public string Key { get; init; } = "";
    public string Words { get; init; } = "";
    public long? Outcome { get; init; }
    public long At { get; init; }
}
