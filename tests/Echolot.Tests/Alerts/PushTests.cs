using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Echolot.Alerts;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class PushTests
{
    // RFC 8291, section 5 and appendix A.
    private const string ServerSecret = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string ServerPoint =
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private const string BrowserPoint =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string Authentication = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string Body =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        + "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_example_of_RFC_8291_comes_out_byte_for_byte()
    {
        var point = Base64Url.DecodeFromChars(ServerPoint);
        using var server = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(ServerSecret),
            Q = new() { X = point[1..33], Y = point[33..] },
        });
        var sent = PushCipher.Encrypt(
            "When I grow up, I want to be a watermelon"u8, Base64Url.DecodeFromChars(BrowserPoint),
            Base64Url.DecodeFromChars(Authentication), server, Base64Url.DecodeFromChars(Salt));
        Base64Url.EncodeToString(sent).ShouldBe(Body);
    }

    [Fact]
    public void Every_push_has_a_key_and_salt_of_its_own()
    {
        byte[] Encrypt() => PushCipher.Encrypt(
            "the same"u8, Base64Url.DecodeFromChars(BrowserPoint), Base64Url.DecodeFromChars(Authentication));
        var (one, two) = (Encrypt(), Encrypt());
        one[..16].ShouldNotBe(two[..16]);
        one[21..86].ShouldNotBe(two[21..86]);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(66)]
    public void A_key_that_is_no_point_is_refused(int length) =>
        Should.Throw<CryptographicException>(() => PushCipher.Parameters(new byte[length]));

    [Fact]
    public void A_point_beside_the_curve_is_refused()
    {
        var beside = Base64Url.DecodeFromChars(BrowserPoint);
        beside[40] ^= 1;
        Should.Throw<CryptographicException>(() =>
        {
            using var key = ECDiffieHellman.Create(PushCipher.Parameters(beside));
        });
    }

    [Fact]
    public void A_push_service_can_check_who_sends_and_for_whom()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var header = Vapid.Authorization(key, new("https://push.example:8443/send/abc?x=1"), "mailto:ops@example.org", now);
        var parts = header["vapid t=".Length..].Split(", k=");
        var token = parts[0].Split('.');
        Base64Url.DecodeFromChars(parts[1]).ShouldBe(PushCipher.Point(key));
        key.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation).ShouldBeTrue();
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token[1])).RootElement;
        claims.GetProperty("aud").GetString().ShouldBe("https://push.example:8443");
        claims.GetProperty("sub").GetString().ShouldBe("mailto:ops@example.org");
        claims.GetProperty("exp").GetInt64().ShouldBe(now.AddHours(12).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(201, "Accepted", false)]
    [InlineData(404, "Refused", true)]
    [InlineData(410, "Refused", true)]
    [InlineData(413, "Refused", false)]
    [InlineData(429, "NotArrived", false)]
    public void What_a_push_service_answers_is_understood(int status, string ended, bool gone)
    {
        var outcome = Call.Judge(status, null, "");
        (outcome.Ended.ToString(), Push.IsGone(outcome)).ShouldBe((ended, gone));
    }
}
