using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class PasswordsTests
{
    [Fact]
    public void The_right_password_passes_and_another_does_not()
    {
        var hash = Passwords.Hash("Frühling am Deich", 1000);
        Passwords.Check("Frühling am Deich", hash).ShouldBeTrue();
        Passwords.Check("Fruehling am Deich", hash).ShouldBeFalse();
        hash.ShouldNotContain("Deich");
    }

    [Fact]
    public void Umlauts_typed_as_one_sign_or_two_are_the_same_password() =>
        Passwords.Check("Fru\u0308hling am Deich", Passwords.Hash("Fr\u00fchling am Deich", 1000)).ShouldBeTrue();

    [Fact]
    public void Two_hashes_of_one_password_differ() =>
        Passwords.Hash("the same one", 1000).ShouldNotBe(Passwords.Hash("the same one", 1000));

    [Fact]
    public void Nobody_without_a_hash_gets_in() => Passwords.Check("anything at all", null).ShouldBeFalse();

    [Fact]
    public void Hashes_with_fewer_iterations_are_outdated()
    {
        Passwords.Iterations.ShouldBeGreaterThanOrEqualTo(210_000);
        Passwords.IsOutdated(Passwords.Hash("some password", 1000)).ShouldBeTrue();
        Passwords.IsOutdated(Passwords.Hash("some password")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("kurz", RosterRefusal.PasswordTooShort)]
    [InlineData("Kim@Example.org", RosterRefusal.PasswordIsEmail)]
    public void Weak_passwords_are_refused(string password, RosterRefusal why) =>
        Passwords.Refusal(password, "kim@example.org")!.Why.ShouldBe(why);

    [Fact]
    public void Endless_passwords_are_refused() =>
        Passwords.Refusal(new string('x', 513), "kim@example.org")!.Why.ShouldBe(RosterRefusal.PasswordTooLong);
}
