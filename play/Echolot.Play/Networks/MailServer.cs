using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Echolot.Play.Networks;

/// <summary>A small SMTP server on loopback (RFC 5321) that keeps what it takes.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _mails = [];
    private readonly Task _work;

    public MailServer()
    {
        _listener.Start();
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Raw mails as they came, headers and body.</summary>
    public IReadOnlyList<string> Mails
    {
        get { lock (_mails) return [.. _mails]; }
    }

    /// <summary>Reply to RCPT TO.</summary>
    public string Recipient { get; set; } = "250 OK";

    /// <summary>Takes the mail and hangs up instead of saying so.</summary>
    public bool HangUpAfterData { get; set; }

    /// <summary>The plain text of a mail, decoded.</summary>
    public static string TextOf(string mail)
    {
        var part = mail[mail.IndexOf("text/plain", StringComparison.Ordinal)..];
        var start = part.IndexOf("\n\n", StringComparison.Ordinal);
        var body = part[(start + 2)..part.IndexOf("\n--", start, StringComparison.Ordinal)];
        if (part[..start].Contains("base64", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal)));
        // Quoted-printable (RFC 2045, 6.7): a sign at the end of a line joins it with the next one.
        var bytes = new List<byte>();
        body = body.Replace("=\n", "", StringComparison.Ordinal);
        for (var i = 0; i < body.Length; i++)
        {
            bytes.Add(body[i] == '=' ? Convert.ToByte(body.Substring(i + 1, 2), 16) : (byte)body[i]);
            i += body[i] == '=' ? 2 : 0;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
            {
                continue;
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(
            stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 loopback ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(_stop.Token) is { } text && text != ".")
                    mail.Append(text).Append('\n');
                lock (_mails)
                    _mails.Add(mail.ToString());
                if (HangUpAfterData)
                    return;
            }
            await writer.WriteLineAsync(
                verb switch { "EHLO" => "250 loopback", "RCPT" => Recipient, "QUIT" => "221 bye", _ => "250 OK" });
        }
    }
}
