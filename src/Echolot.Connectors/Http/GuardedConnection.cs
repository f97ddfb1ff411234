using System.Net;
using System.Net.Sockets;
using Echolot.Network;

namespace Echolot.Connectors.Http;

/// <summary>
/// Opens the socket of a request: resolves the name, drops every address the rules forbid and connects to one of the
/// rest. The name is not resolved again after the check, so a server that changes its DNS answer in between gains nothing.
/// </summary>
internal sealed class GuardedConnection(NetworkOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancel);
        var allowed = Array.FindAll(found, a => AddressRule.Allows(a, options.AllowPrivate));
        if (found.Length == 0)
            throw new NetworkRefused(NetworkProblem.Unreachable, $"'{host}' has no address. Check the spelling of the host.");
        if (allowed.Length == 0)
        {
            var own = Array.Exists(found, a => AddressRule.Of(a) == AddressKind.Private);
            throw new NetworkRefused(NetworkProblem.AddressRefused, own
                ? $"'{host}' leads to a private network and is not called. If it is in your own, set Echolot:Network:AllowPrivate to true."
                : $"'{host}' leads to a reserved network that is never called. Check the address.");
        }

        Exception? last = null;
        foreach (var address in allowed)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (address != allowed[^1])
                turn.CancelAfter(options.ConnectTimeout / 3); // a dead IPv6 route must leave time for IPv4
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), turn.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new NetworkRefused(
            NetworkProblem.Unreachable, $"'{host}' does not accept connections on port {port}. Is the server up?", last);
    }
}
