using System.Text.Json;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class RosterOnSqlite() : RosterContract(Engine.Sqlite);

public sealed class RosterOnPostgres() : RosterContract(Engine.Postgres);

/// <summary>What the roster promises, on every engine.</summary>
public abstract class RosterContract(Engine engine) : DatabaseContract(engine)
{
    private const string Password = "correct horse battery";
    private static readonly PersonDraft kim = new(
        "kim@example.org", "Kim Admin", Role.Administrator, "de", "Europe/Berlin");
    private readonly SetClock _clock = new(new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private ServiceProvider _services = null!;

    private Roster Roster => _services.GetRequiredService<Roster>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _services = new ServiceCollection()
            .AddLogging().AddSingleton<TimeProvider>(_clock).AddEcholot(Db).BuildServiceProvider();
    }

    [Fact]
    public async Task Set_up_makes_one_workspace_and_its_administrator_once()
    {
        (await Roster.WorkspaceAsync(Cancel)).ShouldBeNull();
        var admin = await SetUpAsync();
        (await Roster.WorkspaceAsync(Cancel))!.Name.ShouldBe("Echowerk");
        admin.Role.ShouldBe(Role.Administrator);
        (await Should.ThrowAsync<RosterException>(() => Roster.SetUpAsync(
            "Second", "Europe/Berlin", kim with { Email = "other@example.org" }, Password, Cancel))).Why.ShouldBe(
                RosterRefusal.AlreadySetUp);
        (await Roster.PeopleAsync(Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sign_in_gives_a_session_that_acts_for_the_person()
    {
        var admin = await SetUpAsync();
        var signIn = await SignInAsync(" KIM@example.org");
        signIn.Refusal.ShouldBeNull();
        var actor = await Roster.BySessionAsync(signIn.SessionSecret!, Cancel);
        actor!.Person.Id.ShouldBe(admin.Id);
        actor.Permissions.ShouldBe(Roles.All);
        (await Roster.BySessionAsync(signIn.SessionSecret + "x", Cancel)).ShouldBeNull();
        await Roster.SignOutAsync(signIn.SessionSecret!, Cancel);
        (await Roster.BySessionAsync(signIn.SessionSecret!, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Secrets_are_not_readable_in_the_database()
    {
        await SetUpAsync();
        var session = (await SignInAsync()).SessionSecret!;
        var (_, token) = await Roster.IssueTokenAsync(
            await AdminAsync(), "Export", Permission.ReadMentions, null, Cancel);
        await using var read = await Db.ReadAsync(Cancel);
        var stored = string.Join('\n', (await read.QueryAsync<string>(
            "select secret_hash from session union select secret_hash from api_token union select password_hash from "
                + "person")));
        stored.ShouldNotContain(session);
        stored.ShouldNotContain(token);
        stored.ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_session_slides_for_14_days_and_ends_after_90()
    {
        await SetUpAsync();
        var secret = (await SignInAsync()).SessionSecret!;
        for (var day = 13; day < 90; day += 13)
        {
            _clock.Now = _clock.Now.AddDays(13);
            (await Roster.BySessionAsync(secret, Cancel)).ShouldNotBeNull($"day {day}");
        }
        _clock.Now = _clock.Now.AddDays(13);
        (await Roster.BySessionAsync(secret, Cancel)).ShouldBeNull();

        var idle = (await SignInAsync()).SessionSecret!;
        _clock.Now = _clock.Now.AddDays(14);
        (await Roster.BySessionAsync(idle, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_sixth_wrong_password_waits_and_the_right_one_waits_too()
    {
        await SetUpAsync();
        for (var i = 0; i < 5; i++)
            (await SignInAsync(password: "wrong password")).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
        var sixth = await SignInAsync();
        sixth.Refusal.ShouldBe(SignInRefusal.Throttled);
        sixth.RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
        _clock.Now += sixth.RetryAfter!.Value;
        (await SignInAsync()).Refusal.ShouldBeNull();
        (await SignInAsync(password: "wrong password")).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
    }

    [Fact]
    public async Task Parallel_guesses_are_counted_before_they_are_answered()
    {
        await SetUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SignInAsync(password: "wrong password")));
        answers.Count(a => a.Refusal == SignInRefusal.WrongCredentials).ShouldBe(5);
        answers.Count(a => a.Refusal == SignInRefusal.Throttled).ShouldBe(7);
        (await SignInAsync()).Refusal.ShouldBe(SignInRefusal.Throttled);
    }

    [Fact]
    public async Task One_address_guessing_many_accounts_is_slowed_down()
    {
        await SetUpAsync();
        for (var i = 0; i < 30; i++)
            (await SignInAsync($"nobody{i}@example.org")).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
        (await SignInAsync()).Refusal.ShouldBe(SignInRefusal.Throttled);
        (await Roster.SignInAsync("kim@example.org", Password, "198.51.100.7", "test", Cancel)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task An_outdated_hash_is_replaced_at_sign_in()
    {
        await SetUpAsync();
        var weak = Passwords.Hash(Password, 1000);
        await Db.WriteAsync(
            s => s.Connection.ExecuteAsync("update person set password_hash = @weak", new { weak }, s.Transaction),
            Cancel);
        (await SignInAsync()).Refusal.ShouldBeNull();
        await using var read = await Db.ReadAsync(Cancel);
        Passwords.IsOutdated((await read.ExecuteScalarAsync<string>("select password_hash from person"))!)
            .ShouldBeFalse();
        (await SignInAsync()).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task An_invitation_works_once_within_seven_days()
    {
        await SetUpAsync();
        var (person, secret) = await InviteAsync("ana@example.org", Role.Analyst);
        (await SignInAsync("ana@example.org")).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
        (await Roster.ByLinkAsync(secret, Cancel))!.Id.ShouldBe(person.Id);
        await Should.ThrowAsync<RosterException>(() => Roster.AcceptInviteAsync(secret, "short", Cancel));
        (await Roster.AcceptInviteAsync(secret, Password, Cancel)).ShouldBeTrue();
        (await Roster.AcceptInviteAsync(secret, Password + "2", Cancel)).ShouldBeFalse();
        (await SignInAsync("ana@example.org")).Person!.Id.ShouldBe(person.Id);

        var (_, late) = await InviteAsync("bo@example.org", Role.Agent);
        _clock.Now = _clock.Now.AddDays(7);
        (await Roster.AcceptInviteAsync(late, Password, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reset_link_lasts_an_hour_and_signs_out_everywhere()
    {
        await SetUpAsync();
        var session = (await SignInAsync()).SessionSecret!;
        var reset = (await Roster.MakeAskedLinkAsync((await AdminAsync()).Person.Id, null, Cancel))!.Secret;
        (await Roster.AcceptInviteAsync(reset, "a new password", Cancel)).ShouldBeTrue();
        (await Roster.BySessionAsync(session, Cancel)).ShouldBeNull();
        (await SignInAsync()).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
        (await SignInAsync(password: "a new password")).Refusal.ShouldBeNull();

        var link = await Roster.PasswordLinkAsync(await AdminAsync(), (await AdminAsync()).Person.Id, Cancel);
        _clock.Now = _clock.Now.AddHours(1);
        (await Roster.AcceptInviteAsync(link, Password, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Asking_for_a_password_is_taken_alike_for_known_and_unknown_addresses()
    {
        var admin = await SetUpAsync();
        foreach (var email in new[] { "Kim@example.org", "nobody@example.org" })
        {
            (await AskAsync(email)).ShouldBeNull();
            (await AskAsync(email)).ShouldBeNull();
        }
        (await AskedAsync()).ShouldBe([admin.Id, null], "a second time within five minutes sends nothing");
        _clock.Now = _clock.Now.AddMinutes(5);
        await AskAsync("kim@example.org");
        (await AskedAsync()).ShouldBe([admin.Id, null, admin.Id]);
        (await Should.ThrowAsync<RosterException>(() => AskAsync("no address"))).Why.ShouldBe(
            RosterRefusal.EmailInvalid);
    }

    [Fact]
    public async Task Who_asks_for_many_has_to_wait()
    {
        await SetUpAsync();
        for (var i = 0; i < 10; i++)
            (await AskAsync($"nobody{i}@example.org")).ShouldBeNull();
        (await AskAsync("kim@example.org")).ShouldBe(TimeSpan.FromMinutes(1));
        (await Roster.AskForPasswordAsync("kim@example.org", "198.51.100.7", Cancel)).ShouldBeNull();
        (await SignInAsync()).Refusal.ShouldBeNull("asking is counted apart from signing in");
    }

    [Fact]
    public async Task A_link_made_for_a_mail_is_written_down_and_gone_people_get_none()
    {
        await SetUpAsync();
        var admin = await AdminAsync();
        var ana = await Roster.InviteByMailAsync(
            admin, kim with { Email = "ana@example.org", Name = "Ana", Role = Role.Analyst }, Cancel);
        (await AskedAsync()).ShouldBe([ana.Id]);
        var link = (await Roster.MakeAskedLinkAsync(ana.Id, admin.Person.Id, Cancel))!;
        (link.Purpose, link.By!.Id, link.Workspace).ShouldBe((LinkPurpose.Invite, admin.Person.Id, "Echowerk"));
        (link.ExpiresAt - _clock.Now).ShouldBe(TimeSpan.FromDays(7));
        var office = _services.GetRequiredService<PrivacyOffice>();
        (await office.AuditAsync(null, 10, Cancel)).ShouldContain(
            e => e.What == "person.password-link-made" && e.ActorId == admin.Person.Id);
        await Roster.ChangeAsync(admin, ana.Id, Draft(ana, Role.Analyst), false, Cancel);
        (await Roster.MakeAskedLinkAsync(ana.Id, null, Cancel)).ShouldBeNull();
        (await Roster.MakeAskedLinkAsync(4711, null, Cancel)).ShouldBeNull();
        var analyst = new Actor(ana, ana.Permissions, null);
        (await Should.ThrowAsync<RosterException>(() => Roster.SendPasswordLinkAsync(analyst, ana.Id, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
    }

    private Task<TimeSpan?> AskAsync(string email) => Roster.AskForPasswordAsync(email, "192.0.2.1", Cancel);

    /// <summary>Whom the outbox says links were asked for, in order.</summary>
    private async Task<List<long?>> AskedAsync()
    {
        await using var read = await Db.ReadAsync(Cancel);
        return [.. (await read.QueryAsync<string>(
            "select json from outbox where type like '%PasswordLinkAsked' order by seq"))
            .Select(json => JsonSerializer.Deserialize<PasswordLinkAsked>(json, JsonSerializerOptions.Web)!.PersonId)];
    }

    [Fact]
    public async Task Changing_the_own_password_needs_the_current_one_and_revokes_sessions()
    {
        await SetUpAsync();
        var session = (await SignInAsync()).SessionSecret!;
        var actor = await AdminAsync();
        (await Roster.ChangePasswordAsync(actor, "not the current one", "a new password", Cancel)).ShouldBeFalse();
        (await Roster.BySessionAsync(session, Cancel)).ShouldNotBeNull();
        (await Roster.ChangePasswordAsync(actor, Password, "a new password", Cancel)).ShouldBeTrue();
        (await Roster.BySessionAsync(session, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task One_mailbox_is_one_person_however_it_is_spelled()
    {
        await SetUpAsync();
        (await Should.ThrowAsync<RosterException>(() => InviteAsync("KIM@EXAMPLE.ORG", Role.Lead))).Why.ShouldBe(
            RosterRefusal.EmailTaken);
        var (ana, _) = await InviteAsync("ana@example.org", Role.Analyst);
        (await Should.ThrowAsync<RosterException>(async () => await Roster.ChangeAsync(
            await AdminAsync(), ana.Id, kim with { Role = Role.Analyst }, true, Cancel))).Why.ShouldBe(
                RosterRefusal.EmailTaken);
        (await Roster.FindAsync(" Ana@Example.org", Cancel))!.Id.ShouldBe(ana.Id);
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_demoted_deactivated_or_erased()
    {
        var admin = await SetUpAsync();
        var actor = await AdminAsync();
        (await Should.ThrowAsync<RosterException>(
            () => Roster.ChangeAsync(actor, admin.Id, kim with { Role = Role.Lead }, true, Cancel)))
            .Why.ShouldBe(RosterRefusal.LastAdministrator);
        // Somebody invited who never set a password could not sign in: does not count.
        var (second, secret) = await InviteAsync("ana@example.org", Role.Administrator);
        (await Should.ThrowAsync<RosterException>(() => Roster.ChangeAsync(actor, admin.Id, kim, false, Cancel)))
            .Why.ShouldBe(RosterRefusal.LastAdministrator);
        await Should.ThrowAsync<RosterException>(() => EraseAsync(admin.Id));
        await Roster.AcceptInviteAsync(secret, Password, Cancel);
        await Roster.ChangeAsync(actor, admin.Id, kim with { Role = Role.ReadOnly }, true, Cancel);
        (await Should.ThrowAsync<RosterException>(() => EraseAsync(second.Id))).Why.ShouldBe(
            RosterRefusal.LastAdministrator);
    }

    [Fact]
    public async Task Two_administrators_demoting_each_other_leave_one()
    {
        var admin = await SetUpAsync();
        var (ana, secret) = await InviteAsync("ana@example.org", Role.Administrator);
        await Roster.AcceptInviteAsync(secret, Password, Cancel);
        var kimActs = await AdminAsync();
        var anaActs = new Actor(ana, Roles.All, null);
        var results = await Task.WhenAll(
            TryAsync(() => Roster.ChangeAsync(kimActs, ana.Id, Draft(ana, Role.Lead), true, Cancel)),
            TryAsync(() => Roster.ChangeAsync(anaActs, admin.Id, kim with { Role = Role.Lead }, true, Cancel)));
        results.Count(r => r is null).ShouldBe(1);
        (await Roster.PeopleAsync(Cancel)).Count(p => p.Role == Role.Administrator).ShouldBe(1);
    }

    [Fact]
    public async Task A_deactivated_person_is_out_at_once()
    {
        await SetUpAsync();
        var (ana, secret) = await InviteAsync("ana@example.org", Role.Analyst);
        await Roster.AcceptInviteAsync(secret, Password, Cancel);
        var session = (await SignInAsync("ana@example.org")).SessionSecret!;
        var (_, token) = await Roster.IssueTokenAsync(
            (await Roster.BySessionAsync(session, Cancel))!, "Export", Permission.ReadMentions, null, Cancel);
        await Roster.ChangeAsync(await AdminAsync(), ana.Id, Draft(ana, Role.Analyst), false, Cancel);
        (await Roster.BySessionAsync(session, Cancel)).ShouldBeNull();
        (await Roster.ByTokenAsync(token, Cancel)).ShouldBeNull();
        (await SignInAsync("ana@example.org")).Refusal.ShouldBe(SignInRefusal.Inactive);
        (await SignInAsync("ana@example.org", "wrong password")).Refusal.ShouldBe(SignInRefusal.WrongCredentials);
    }

    [Fact]
    public async Task A_token_may_what_its_person_may_today()
    {
        await SetUpAsync();
        var (lead, secret) = await InviteAsync("lee@example.org", Role.Lead);
        await Roster.AcceptInviteAsync(secret, Password, Cancel);
        var acts = (await Roster.BySessionAsync((await SignInAsync("lee@example.org")).SessionSecret!, Cancel))!;
        (await Should.ThrowAsync<RosterException>(
            () => Roster.IssueTokenAsync(acts, "Root", Permission.Administer, null, Cancel)))
            .Why.ShouldBe(RosterRefusal.TokenTooStrong);
        var (made, token) = await Roster.IssueTokenAsync(
            acts, "Push", Permission.PushMentions | Permission.ReadMentions, TimeSpan.FromDays(30), Cancel);
        token.ShouldStartWith("elt_");
        made.Hint.ShouldBe(token[^4..]);
        (await Roster.ByTokenAsync(token, Cancel))!.Permissions.ShouldBe(
            Permission.PushMentions | Permission.ReadMentions);
        await Roster.ChangeAsync(await AdminAsync(), lead.Id, Draft(lead, Role.Agent), true, Cancel);
        (await Roster.ByTokenAsync(token, Cancel))!.Permissions.ShouldBe(Permission.ReadMentions);
        (await Roster.TokensAsync(lead.Id, Cancel)).Single().LastUsedAt.ShouldBe(_clock.Now);
        _clock.Now = _clock.Now.AddDays(30);
        (await Roster.ByTokenAsync(token, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Own_tokens_can_be_revoked_and_those_of_others_only_by_administrators()
    {
        await SetUpAsync();
        var (token, secret) = await Roster.IssueTokenAsync(
            await AdminAsync(), "Export", Permission.ReadMentions, null, Cancel);
        var (ana, _) = await InviteAsync("ana@example.org", Role.Analyst);
        (await Should.ThrowAsync<RosterException>(
            () => Roster.RevokeTokenAsync(new(ana, ana.Permissions, null), token.Id, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
        (await Roster.ByTokenAsync(secret, Cancel)).ShouldNotBeNull();
        await Roster.RevokeTokenAsync(await AdminAsync(), token.Id, Cancel);
        (await Roster.ByTokenAsync(secret, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_without_the_permission_changes_people()
    {
        var admin = await SetUpAsync();
        var (lead, _) = await InviteAsync("lee@example.org", Role.Lead);
        var acts = new Actor(lead, lead.Permissions, null);
        (await Should.ThrowAsync<RosterException>(
            () => Roster.InviteAsync(acts, kim with { Email = "x@example.org" }, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
        (await Should.ThrowAsync<RosterException>(() => Roster.ChangeAsync(acts, admin.Id, kim, false, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
        // A token with EditPeople alone must not make itself an administrator.
        var narrow = new Actor(admin, Permission.EditPeople, 1);
        (await Should.ThrowAsync<RosterException>(
            () => Roster.ChangeAsync(narrow, lead.Id, Draft(lead, Role.Administrator), true, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
    }

    [Fact]
    public async Task Own_settings_are_kept_and_unknown_zones_refused()
    {
        await SetUpAsync();
        var acts = await AdminAsync();
        await Roster.ChangeOwnAsync(acts, "Kim", "en", "Europe/Vienna", "dark", Cancel);
        var after = (await Roster.FindAsync(acts.Person.Id, Cancel))!;
        (after.Name, after.Language, after.TimeZone, after.Theme).ShouldBe(("Kim", "en", "Europe/Vienna", "dark"));
        (await Should.ThrowAsync<RosterException>(
            () => Roster.ChangeOwnAsync(acts, "Kim", "en", "Mars/Base", "dark", Cancel)))
            .Why.ShouldBe(RosterRefusal.UnknownTimeZone);
    }

    [Fact]
    public async Task Erasing_a_person_leaves_a_nameless_row_and_nothing_to_sign_in_with()
    {
        await SetUpAsync();
        var (ana, secret) = await InviteAsync("ana@example.org", Role.Analyst);
        await Roster.AcceptInviteAsync(secret, Password, Cancel);
        var session = (await SignInAsync("ana@example.org")).SessionSecret!;
        (await ExportAsync(ana.Id)).Select(r => r.Table).Distinct().ShouldBe(["person", "session", "password_link"]);
        (await EraseAsync(ana.Id)).ShouldBeGreaterThan(2);
        (await Roster.BySessionAsync(session, Cancel)).ShouldBeNull();
        var left = (await Roster.FindAsync(ana.Id, Cancel))!;
        (left.Name, left.Active).ShouldBe(("–", false));
        left.Email.ShouldNotContain("ana");
        (await ExportAsync(ana.Id)).Count.ShouldBe(1);
        (await InviteAsync("ana@example.org", Role.Agent)).Person.Id.ShouldNotBe(ana.Id);
    }

    [Fact]
    public async Task Ended_sessions_and_old_failures_expire()
    {
        await SetUpAsync();
        await SignInAsync();
        await SignInAsync(password: "wrong password");
        _clock.Now = _clock.Now.AddDays(15);
        (await Db.WriteAsync(s => Staff.ExpireAsync(s, _clock.Now.AddYears(-1), Cancel), Cancel))
            .ShouldBeGreaterThanOrEqualTo(3);
        (await Roster.PeopleAsync(Cancel)).Count.ShouldBe(1);
    }

    private IHoldsPersonalData Staff =>
        _services.GetServices<IHoldsPersonalData>().Single(h => h.Tables.Contains("person"));

    private Task<int> EraseAsync(long id) =>
        Db.WriteAsync(s => Staff.EraseAsync(s, new(null, $"{id}"), Cancel), Cancel);

    private async Task<List<PersonalRecord>> ExportAsync(long id) =>
        await Staff.ExportAsync(new(null, $"{id}"), Cancel).ToListAsync(Cancel);

    private Task<Person> SetUpAsync() => Roster.SetUpAsync("Echowerk", "Europe/Berlin", kim, Password, Cancel);

    private Task<SignIn> SignInAsync(string email = "kim@example.org", string password = Password) =>
        Roster.SignInAsync(email, password, "192.0.2.1", "Test browser", Cancel);

    private async Task<Actor> AdminAsync() =>
        new((await Roster.FindAsync("kim@example.org", Cancel))!, Roles.All, null);

    private async Task<(Person Person, string Secret)> InviteAsync(string email, Role role) =>
        await Roster.InviteAsync(await AdminAsync(), new(email, "Somebody", role, "de", "Europe/Berlin"), Cancel);

    private static PersonDraft Draft(Person person, Role role) =>
        new(person.Email, person.Name, role, person.Language, person.TimeZone);

    private static async Task<Exception?> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (RosterException refused)
        {
            return refused;
        }
    }
}
