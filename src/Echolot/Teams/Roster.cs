using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Teams;

/// <summary>People, roles, sessions, API tokens and the workspace itself.</summary>
/// <remarks>
/// Thread-safe. What it refuses it throws as <see cref="RosterException"/>; screens translate its reason.
/// </remarks>
public sealed partial class Roster(EcholotDb db, Bus bus, PrivacyOffice privacy, TimeProvider clock)
{
    /// <summary>Fewest characters of a password.</summary>
    public const int ShortestPassword = 10;

    /// <summary>Most characters of a password; more would only cost time to hash.</summary>
    public const int LongestPassword = 512;

    /// <summary>Languages of the product.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["de", "en"];

    /// <summary>Themes of the product.</summary>
    public static IReadOnlyList<string> Themes { get; } = ["system", "light", "dark"];

    /// <summary>Null until set-up is done.</summary>
    public async Task<Workspace?> WorkspaceAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await WorkspaceAsync(read, null, cancel);
    }

    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var rows = await read.QueryAsync<PersonRow>(
            new CommandDefinition(
                $"select {PersonRow.Columns} from person order by name, id", cancellationToken: cancel));
        return [.. rows.Select(r => r.ToPerson())];
    }

    public async Task<Person?> FindAsync(long id, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await RowAsync(read, null, id))?.ToPerson();
    }

    /// <summary>Finds a person by e-mail address, however it is spelled.</summary>
    public async Task<Person?> FindAsync(string email, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await RowAsync(read, null, email))?.ToPerson();
    }

    private static async Task<Workspace?> WorkspaceAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancel) =>
        (await connection.QuerySingleOrDefaultAsync<WorkspaceRow>(new CommandDefinition(
            $"select {WorkspaceRow.Columns} from workspace", null, transaction, cancellationToken: cancel)))
        ?.ToWorkspace();

    private static Task<PersonRow?> RowAsync(DbConnection connection, DbTransaction? transaction, long id) =>
        connection.QuerySingleOrDefaultAsync<PersonRow>(
            $"select {PersonRow.Columns} from person where id = @id", new { id }, transaction);

    private static Task<PersonRow?> RowAsync(DbConnection connection, DbTransaction? transaction, string email) =>
        connection.QuerySingleOrDefaultAsync<PersonRow>(
            $"select {PersonRow.Columns} from person where email_key = @key", new { key = Emails.Key(email) },
            transaction);

    private static async Task<PersonRow> ExistingAsync(WriteScope scope, long id) =>
        await RowAsync(scope.Connection, scope.Transaction, id)
        ?? throw new RosterException(RosterRefusal.NotFound, $"There is no person {id}; reload the list of people.");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TellAsync(
        WriteScope scope, long personId, PersonEvent what, long? by, CancellationToken cancel, long? subject = null)
    {
        await bus.PublishAsync(scope, new PersonChanged(personId, what, by, clock.GetUtcNow(), subject), cancel);
        await privacy.RecordAsync(
            scope, by, "person." + JsonNamingPolicy.KebabCaseLower.ConvertName(what.ToString()),
            string.Create(CultureInfo.InvariantCulture, $"person:{personId}"),
            subject is { } id ? string.Create(CultureInfo.InvariantCulture, $"{id}") : null, cancel);
    }

    private static void Demand(Actor by, Permission permission)
    {
        if (!by.May(permission))
        {
            throw new RosterException(
                RosterRefusal.NotAllowed, $"This needs the permission {permission}; ask an administrator to do it or "
                    + $"to change your role.");
        }
    }

    private static RosterException EmailInvalid() =>
        new(RosterRefusal.EmailInvalid, "This is not an e-mail address; write one such as name@example.org.");

    /// <summary>Most characters of the name of a person or of the workspace.</summary>
    public const int LongestName = 120;

    /// <summary>Whether mail could be sent there.</summary>
    public static bool IsEmail(string text) => Emails.IsValid(text);

    private static RosterException? Refusal(PersonDraft draft) =>
        !Emails.IsValid(draft.Email)
            ? EmailInvalid()
            : Refusal(draft.Name, draft.Language, draft.TimeZone);

    private static RosterException? Refusal(string name, string language, string timeZone)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName)
            return new(
                RosterRefusal.NameMissing, "The name is empty or too long; write one of at most 120 characters.");
        if (!Languages.Contains(language))
            return new(RosterRefusal.UnknownLanguage,
                $"The language '{language}' is not one of {string.Join(", ", Languages)}.");
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is null
            ? new(RosterRefusal.UnknownTimeZone,
                $"The time zone '{timeZone}' is unknown; use an IANA name such as Europe/Berlin.")
            : null;
    }

    private static void Check(RosterException? refusal)
    {
        if (refusal is not null)
            throw refusal;
    }
}
