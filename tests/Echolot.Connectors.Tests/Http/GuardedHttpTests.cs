using System.IO.Compression;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Echolot.Connectors.Http;
using Echolot.Network;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Http;

public sealed class GuardedHttpTests
{
    private static readonly NetworkOptions Open = new() { AllowPrivate = true, PoliteGap = TimeSpan.Zero };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://user:word@127.0.0.1:{0}/")]
    public async Task A_private_address_is_refused_in_every_spelling(string form)
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("secret"));
        using var http = new GuardedHttp(new NetworkOptions(), TimeProvider.System);

        var address = new Uri(string.Format(null, form, server.Port));
        var refused = await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(address), Cancel));

        refused.Problem.ShouldBe(NetworkProblem.AddressRefused);
        server.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/feed")]
    [InlineData("gopher://example.com/")]
    [InlineData("data:text/plain,hello")]
    [InlineData("ws://example.com/")]
    public async Task Only_http_and_https_are_called(string address)
    {
        using var http = new GuardedHttp(Open, TimeProvider.System);
        var refused = await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(new Uri(address)), Cancel));
        refused.Problem.ShouldBe(NetworkProblem.AddressRefused);
        refused.Message.ShouldContain("http");
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_is_refused()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("secret"));
        using var http = new GuardedHttp(
            new NetworkOptions(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var refused = await Should.ThrowAsync<NetworkRefused>(
            () => http.SendAsync(new(new Uri($"http://innocent.example:{server.Port}/")), Cancel));
        refused.Problem.ShouldBe(NetworkProblem.AddressRefused);
        refused.Message.ShouldContain("innocent.example");
        server.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_changes_its_address_after_the_check_gains_nothing()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("secret"));
        var asked = 0;
        using var http = new GuardedHttp(
            new NetworkOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300), Timeout = TimeSpan.FromSeconds(2) }, TimeProvider.System,
            (_, _) => Task.FromResult<IPAddress[]>(
                [Interlocked.Increment(ref asked) == 1 ? IPAddress.Parse("192.88.98.1") : IPAddress.Loopback]));
        await Should.ThrowAsync<NetworkRefused>(
            () => http.SendAsync(new(new Uri($"http://rebinding.example:{server.Port}/")), Cancel));
        await Should.ThrowAsync<NetworkRefused>(
            () => http.SendAsync(new(new Uri($"http://rebinding.example:{server.Port}/")), Cancel));
        server.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_a_forbidden_address_is_refused_at_the_hop(int status)
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = status;
            c.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
            return Task.CompletedTask;
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        var refused = await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.Address), Cancel));
        refused.Problem.ShouldBe(NetworkProblem.AddressRefused);
        server.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_to_another_scheme_is_refused()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = 302;
            c.Response.Headers.Location = "file:///etc/passwd";
            return Task.CompletedTask;
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        (await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.Address), Cancel)))
            .Problem.ShouldBe(NetworkProblem.AddressRefused);
    }

    [Fact]
    public async Task Redirects_are_followed_and_reported_up_to_ten()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            var step = int.Parse(c.Request.Path.Value!.Trim('/'), null);
            if (step == 0)
                return c.Response.WriteAsync("there");
            c.Response.StatusCode = step % 2 == 0 ? 301 : 302;
            c.Response.Headers.Location = $"/{step - 1}";
            return Task.CompletedTask;
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);

        var answer = await http.SendAsync(new(server.At("/10")), Cancel);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("there");
        answer.Hops.Count.ShouldBe(10);
        answer.Hops[0].Permanent.ShouldBeTrue();
        answer.Hops[1].Permanent.ShouldBeFalse();
        answer.Address.ShouldBe(server.At("/0"));

        (await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.At("/11")), Cancel)))
            .Problem.ShouldBe(NetworkProblem.TooManyRedirects);
    }

    [Fact]
    public async Task Secrets_and_passwords_do_not_travel_to_another_origin()
    {
        await using var other = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("ok"));
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = 307;
            c.Response.Headers.Location = other.At("/next").ToString();
            return Task.CompletedTask;
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        var address = new UriBuilder(server.Address) { UserName = "anna", Password = "p%C3%A4ss" }.Uri;
        await http.SendAsync(new(address) { Headers = [new("Authorization", "Bearer x"), new("X-Key", "y"), new("Accept", "text/xml")] }, Cancel);

        server.Seen[0].Headers["X-Key"].ShouldBe("y");
        other.Seen[0].Headers.Keys.ShouldNotContain("Authorization");
        other.Seen[0].Headers.Keys.ShouldNotContain("X-Key");
        other.Seen[0].Headers["Accept"].ShouldBe("text/xml");
    }

    [Fact]
    public async Task User_and_password_become_basic_authentication_and_leave_the_address()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("ok"));
        using var http = new GuardedHttp(Open, TimeProvider.System);
        var answer = await http.SendAsync(new(new UriBuilder(server.Address) { UserName = "anna", Password = "p%C3%A4ss" }.Uri), Cancel);
        var sent = Convert.FromBase64String(server.Seen[0].Headers["Authorization"]["Basic ".Length..]);
        Encoding.UTF8.GetString(sent).ShouldBe("anna:päss");
        answer.Address.UserInfo.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_post_that_is_redirected_by_303_becomes_a_get()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            if (c.Request.Path != "/")
                return c.Response.WriteAsync("ok");
            c.Response.StatusCode = 303;
            c.Response.Headers.Location = "/done";
            return Task.CompletedTask;
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        await http.SendAsync(new(server.Address) { Method = "POST", Body = "a=1"u8.ToArray(), ContentType = "text/plain" }, Cancel);
        server.Seen.Select(s => (s.Method, s.Body.Length)).ShouldBe([("POST", 3), ("GET", 0)]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb_that_unpacks_past_the_cap_is_dropped(string encoding)
    {
        var packed = new MemoryStream();
        await using (Stream pack = encoding == "br"
            ? new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await pack.WriteAsync(new byte[50_000_000], Cancel);
        }
        packed.Length.ShouldBeLessThan(1_000_000);
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.Headers.ContentEncoding = encoding;
            return c.Response.Body.WriteAsync(packed.ToArray()).AsTask();
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        (await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.Address), Cancel)))
            .Problem.ShouldBe(NetworkProblem.TooLarge);
    }

    [Fact]
    public async Task An_endless_body_is_cut_at_the_cap()
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            while (!c.RequestAborted.IsCancellationRequested)
                await c.Response.Body.WriteAsync(new byte[4096], c.RequestAborted);
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        (await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.Address) { MaxBytes = 100_000 }, Cancel)))
            .Problem.ShouldBe(NetworkProblem.TooLarge);
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up_in_time()
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            while (!c.RequestAborted.IsCancellationRequested)
            {
                await c.Response.WriteAsync(".");
                await c.Response.Body.FlushAsync();
                await Task.Delay(20);
            }
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        (await Should.ThrowAsync<NetworkRefused>(
            () => http.SendAsync(new(server.Address) { Timeout = TimeSpan.FromMilliseconds(300) }, Cancel)))
            .Problem.ShouldBe(NetworkProblem.TooSlow);
    }

    [Fact]
    public async Task A_body_that_breaks_off_or_does_not_unpack_is_a_broken_answer()
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            if (c.Request.Path == "/gzip")
            {
                c.Response.Headers.ContentEncoding = "gzip";
                await c.Response.WriteAsync("this is not gzip at all");
                return;
            }
            c.Response.ContentLength = 1000;
            await c.Response.WriteAsync("short");
            await c.Response.Body.FlushAsync();
            c.Abort();
        });
        using var http = new GuardedHttp(Open, TimeProvider.System);
        foreach (var path in (string[])["/gzip", "/short"])
        {
            (await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(server.At(path)), Cancel)))
                .Problem.ShouldBe(NetworkProblem.BrokenAnswer);
        }
    }

    [Fact]
    public async Task A_closed_port_and_an_unknown_name_are_said_plainly()
    {
        using var http = new GuardedHttp(Open, TimeProvider.System);
        var closed = await Should.ThrowAsync<NetworkRefused>(() => http.SendAsync(new(new Uri("http://127.0.0.1:1/")), Cancel));
        closed.Problem.ShouldBe(NetworkProblem.Unreachable);
        closed.Message.ShouldContain("port 1");
        using var nowhere = new GuardedHttp(Open, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([]));
        (await Should.ThrowAsync<NetworkRefused>(() => nowhere.SendAsync(new(new Uri("http://no.example/")), Cancel)))
            .Message.ShouldContain("no.example");
    }

    [Fact]
    public async Task Cancelling_is_not_disguised_as_slowness()
    {
        await using var server = await LoopbackServer.StartAsync(c => Task.Delay(-1, c.RequestAborted));
        using var http = new GuardedHttp(Open, TimeProvider.System);
        using var soon = new CancellationTokenSource(100);
        await Should.ThrowAsync<OperationCanceledException>(() => http.SendAsync(new(server.Address), soon.Token));
    }

    [Fact]
    public async Task The_user_agent_names_version_and_contact_and_no_trace_id_is_sent()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("ok"));
        using var http = new GuardedHttp(Open with { Contact = "https://firma.example/bot" }, TimeProvider.System);
        using var activity = new System.Diagnostics.Activity("outer").Start();
        await http.SendAsync(new(server.Address), Cancel);
        server.Seen[0].Headers["User-Agent"].ShouldMatch(@"^Echolot/\d+\.\d+\.\d+\S* \(\+https://firma\.example/bot\)$");
        server.Seen[0].Headers.Keys.ShouldNotContain("traceparent");
    }

    [Fact]
    public async Task Polite_requests_to_one_host_keep_their_distance()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("ok"));
        using var http = new GuardedHttp(Open with { PoliteGap = TimeSpan.FromMilliseconds(150) }, TimeProvider.System);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => http.SendAsync(new(server.Address) { Polite = true }, Cancel)));
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(440));
    }

    [Fact]
    public async Task A_socket_opens_under_the_same_rules()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("no socket here"));
        using var closed = new GuardedHttp(new NetworkOptions(), TimeProvider.System);
        var ws = new UriBuilder(server.Address) { Scheme = "ws" }.Uri;
        (await Should.ThrowAsync<NetworkRefused>(() => closed.OpenSocketAsync(ws, null, Cancel)))
            .Problem.ShouldBe(NetworkProblem.AddressRefused);
        server.Seen.ShouldBeEmpty();

        using var open = new GuardedHttp(Open, TimeProvider.System);
        await Should.ThrowAsync<WebSocketException>(() => open.OpenSocketAsync(ws, null, Cancel));
        server.Seen[0].Headers["Upgrade"].ShouldBe("websocket");
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sun, 22 Nov 2026 12:05:00 GMT", 300)]
    [InlineData("Sun, 22 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Retry_after_is_read_as_seconds_or_date(string? header, int? seconds)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (header is not null)
            headers["retry-after"] = header;
        var answer = new IncomingAnswer(429, new Uri("http://a.example/"), headers, default, []);
        var wait = answer.RetryAfter(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        wait.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }
}
