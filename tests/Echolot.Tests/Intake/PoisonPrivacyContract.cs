using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Intake;

public sealed class PoisonPrivacyOnSqlite() : PoisonPrivacyContract(Engine.Sqlite);

public sealed class PoisonPrivacyOnPostgres() : PoisonPrivacyContract(Engine.Postgres);

/// <summary>What was put aside may be about a person, even where nothing could be read.</summary>
public abstract class PoisonPrivacyContract(Engine engine) : DatabaseContract(engine)
{
    [Fact]
    public async Task Erasure_finds_a_person_in_what_could_not_be_read()
    {
        await using var household = new Household(Db);
        var source = await household.AddSourceAsync("a");
        await household.OpenGateAsync();
        await household.Gate.TakeAsync(source,
        [
            new Unreadable("""{"author":"frida_100%","text":""", "broken", null, Noon),
            new Unreadable("""{"author":"fridaX100","text":""", "broken", null, Noon),
        ], Cancel);
        var subject = new DataSubject("scripted", "did:frida", "frida_100%");
        var exported = new List<PersonalRecord>();
        await foreach (var record in household.Privacy.ExportAsync(subject, null, Cancel)) exported.Add(record);
        exported.Single().Table.ShouldBe("poison");
        (await household.Privacy.EraseAsync(subject, null, Cancel)).ByKind["poison"].ShouldBe(1);
        (await household.Gate.PoisonAsync(null, null, 10, Cancel)).Single().Excerpt.ShouldContain("fridaX100");
    }

    [Fact]
    public async Task An_excerpt_is_bounded_and_can_be_stored_whatever_it_holds()
    {
        await using var household = new Household(Db);
        var source = await household.AddSourceAsync("a");
        await household.OpenGateAsync();
        var nasty = "\0\uD800 " + new string('x', 5000) + "\U0001F600";
        (await household.Gate.TakeAsync(source, [new Unreadable(nasty, nasty, null, Noon)],
            Cancel)).Single().As.ShouldBe(TakenAs.Refused);
        var stored = (await household.Gate.PoisonAsync(null, null, 10, Cancel)).Single();
        stored.Excerpt.Length.ShouldBeLessThanOrEqualTo(1000);
        stored.Excerpt.ShouldStartWith("\uFFFD\uFFFD xxx");
    }
}
