using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>
    /// First run: makes the workspace and its administrator in one transaction; fails when there is one already.
    /// </summary>
    /// <exception cref="RosterException">Already set up, or a field is refused.</exception>
    public async Task<Person> SetUpAsync(
        string workspaceName, string timeZone, PersonDraft administrator, string password, CancellationToken cancel)
    {
        var draft = administrator with { Role = Role.Administrator };
        Check(
            Refusal(workspaceName, draft.Language, timeZone) ?? Refusal(draft)
            ?? Passwords.Refusal(password, draft.Email));
        var hash = await Task.Run(() => Passwords.Hash(password), cancel);
        return await db.WriteAsync(
            async scope =>
            {
                var made = await scope.Connection.ExecuteAsync(
                    """
                    insert into workspace (id, name, time_zone, language, created_at) values (1, @name, @timeZone,
                        @language, @now)
                    on conflict (id) do nothing
                    """,
                    new { name = workspaceName.Trim(), timeZone, language = draft.Language, now = Now },
                    scope.Transaction);
                if (made == 0)
                    throw new RosterException(
                        RosterRefusal.AlreadySetUp, "The workspace is set up already; sign in instead.");
                var id = await InsertPersonAsync(scope, draft, hash);
                await TellAsync(scope, id, PersonEvent.SetUp, null, cancel);
                return (await ExistingAsync(scope, id)).ToPerson();
            },
            cancel);
    }

    /// <summary>Renames the workspace or moves it to another time zone or language.</summary>
    /// <exception cref="RosterException">Not allowed, not set up, or a field is refused.</exception>
    public Task ChangeWorkspaceAsync(Actor by, string name, string timeZone, string language, CancellationToken cancel)
    {
        Demand(by, Permission.Administer);
        Check(Refusal(name, language, timeZone));
        return db.WriteAsync(
            async scope =>
            {
                var changed = await scope.Connection.ExecuteAsync(
                    "update workspace set name = @name, time_zone = @timeZone, language = @language where id = 1",
                    new { name = name.Trim(), timeZone, language },
                    scope.Transaction);
                if (changed == 0)
                    throw new RosterException(
                        RosterRefusal.NotSetUp, "There is no workspace yet; open the start page to set it up.");
                await TellAsync(scope, by.Person.Id, PersonEvent.SettingsChanged, by.Person.Id, cancel);
            },
            cancel);
    }

    private async Task<long> InsertPersonAsync(WriteScope scope, PersonDraft draft, string? passwordHash)
    {
        var id = await scope.Connection.ExecuteScalarAsync<long?>(
            """
            insert into person (email, email_key, name, role, language, time_zone, password_hash, created_at, role_since)
            values (@email, @key, @name, @role, @language, @timeZone, @passwordHash, @now, @now)
            on conflict (email_key) do nothing
            returning id
            """,
            new
            {
                email = draft.Email.Trim(), key = Emails.Key(draft.Email), name = draft.Name.Trim(),
                role = draft.Role.ToString(),
                language = draft.Language, timeZone = draft.TimeZone, passwordHash, now = Now,
            },
            scope.Transaction);
        return id ?? throw EmailTaken();
    }

    private static RosterException EmailTaken() =>
        new(RosterRefusal.EmailTaken, "Somebody with this e-mail address is here already; change that person instead.");
}
