using System.Net;
using System.Net.Sockets;

namespace Echolot.Play.Networks;

/// <summary>
/// Ports for servers that have to be told theirs. They lie below those that systems hand out by themselves (from 32,768 on),
/// so that no connection gets one between finding and taking it.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>A port on which nobody listens on loopback, as are the ones after it.</summary>
    /// <param name="inARow">How many ports are needed, one after the other.</param>
    public static int Find(int inARow = 1)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (Enumerable.Range(port, inARow).All(IsFree)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var one = new TcpListener(IPAddress.Loopback, port);
        try
        {
            one.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
