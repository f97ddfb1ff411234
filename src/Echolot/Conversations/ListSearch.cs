using System.Text;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const int MostWords = 8;

    // The index knows stretches of three letters.
    private const int Gram = 3;

    // A word that is found more often is soon met by walking the list.
    private const int MostFound = 2_000;

    /// <summary>What is searched, word by word.</summary>
    private static List<string> Words(string? search) => [.. (search ?? "").ToLowerInvariant()
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];

    /// <summary>
    /// Words that all occur somewhere in a conversation. The rarest of them is looked up, so that only the conversations
    /// that may have it are read; where all are short or frequent the list is walked.
    /// </summary>
    /// <param name="found">Conversations that may have the rarest; null: any.</param>
    private void Search(
        IReadOnlyList<string> words, IReadOnlyList<long>? found, List<string> conditions, DynamicParameters values)
    {
        if (found is not null)
        {
            conditions.Add(Sql.In(db.Engine, "c.id", "found"));
            values.Add("found", Sql.List(db.Engine, found));
        }
        foreach (var (word, i) in words.Select((w, i) => (w, i)))
        {
            var spellings = Spellings(word);
            for (var s = 0; s < spellings.Count; s++) values.Add($"w{i}_{s}", Within(spellings[s]));
            conditions.Add(
                $"""
                ({Has("c.subject")} or exists (select 1 from message m where m.conversation_id = c.id and ({Has("m.text")}))
                    or exists (select 1 from identity i where i.id = c.identity_id and ({Has("i.name")} or {Has("i.handle")})))
                """);

            string Has(string column) => string.Join(" or ", spellings.Select(
                (_, s) => $"{(db.Engine is Engine.Sqlite ? column : $"lower({column})")} like @w{i}_{s} escape '!'"));
        }
    }

    /// <summary>Conversations that may have the rarest of the words; null where that are too many to look up.</summary>
    private async Task<IReadOnlyList<long>?> RarestAsync(IReadOnlyList<string> words, CancellationToken cancel)
    {
        if (words.Count == 0) return null;
        await using var connection = await db.ReadAsync(cancel);
        (string? grams, long count) = (null, MostFound + 1);
        foreach (var asked in words.Select(Grams).OfType<string>())
        {
            var found = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"select count(*) from (select 1 {HitsSql()} limit @most) found", new { asked, most = count }, cancellationToken: cancel));
            if (found < count) (grams, count) = (asked, found);
        }
        return grams is null ? null : (await connection.QueryAsync<long>(new CommandDefinition(
            db.Engine is Engine.Sqlite
                ? $"""
                with hit (n) as materialized (select rowid {HitsSql()})
                select m.conversation_id from hit join message m on m.id = hit.n / 4 where hit.n % 4 = 0
                union select c.id from hit join identity i on i.id = hit.n / 4
                    join conversation c on c.contact_id = i.contact_id and c.identity_id = i.id where hit.n % 4 = 1
                union select hit.n / 4 from hit where hit.n % 4 = 2
                """
                : $"""
                select m.conversation_id from message m where {MessageGrams}
                union select c.id from identity i join conversation c on c.contact_id = i.contact_id and c.identity_id = i.id
                    where {IdentityGrams}
                union select c.id from conversation c where {SubjectGrams}
                """, new { asked = grams }, cancellationToken: cancel))).AsList();
    }

    private const string MessageGrams = "text_grams(m.text) @> string_to_array(@asked, chr(10))";
    private const string IdentityGrams =
        "text_grams(coalesce(i.name, '') || chr(10) || coalesce(i.handle, '')) @> string_to_array(@asked, chr(10))";
    private const string SubjectGrams = "text_grams(c.subject) @> string_to_array(@asked, chr(10)) and c.subject <> ''";

    private string HitsSql() => db.Engine is Engine.Sqlite
        ? "from inbox_grams where inbox_grams match @asked"
        : $"""
        from (select 1 from message m where {MessageGrams} union all select 1 from identity i where {IdentityGrams}
            union all select 1 from conversation c where {SubjectGrams}) hit
        """;

    /// <summary>The stretches of a word as its engine is asked for them; null: it is too short to have one.</summary>
    private string? Grams(string word)
    {
        var letters = word.EnumerateRunes().Select(r => r.ToString()).ToList();
        if (letters.Count < Gram) return null;
        var grams = Enumerable.Range(0, letters.Count - Gram + 1).Select(i => string.Concat(letters.Skip(i).Take(Gram))).Distinct();
        return db.Engine is Engine.Sqlite
            ? string.Join(" AND ", grams.Select(g => $"\"{g.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))
            : string.Join('\n', grams);
    }

    /// <summary>The ways to write a word that SQLite takes for different ones: it knows the two cases of A to Z alone.</summary>
    private IReadOnlyList<string> Spellings(string word) => db.Engine is Engine.Sqlite && !Ascii.IsValid(word)
        ? [.. new[] { word, char.ToUpperInvariant(word[0]) + word[1..], word.ToUpperInvariant() }.Distinct()]
        : [word];

    private static string Within(string word) => "%" + word.Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
}
