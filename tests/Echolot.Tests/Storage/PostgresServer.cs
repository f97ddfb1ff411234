using System.Diagnostics;
using System.Globalization;
using Echolot.Play.Networks;
using Npgsql;

namespace Echolot.Tests.Storage;

/// <summary>
/// A PostgreSQL server on loopback from Debian's binaries, with a data folder of its own; ends with the test process.
/// </summary>
internal sealed class PostgresServer
{
    // The shell waits on its standard input, which closes when the test process ends, however it ends: nothing is left
    // over.
    private const string Run =
        "\"$1/initdb\" -D \"$2/data\" -U echolot --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >\"$2/log\" 2>&1 || exit 1; " +
        "\"$1/postgres\" -D \"$2/data\" -p \"$3\" -k \"$2\" -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off " +
        "-c full_page_writes=off -c max_connections=200 >>\"$2/log\" 2>&1 & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; cd /; rm -rf \"$2\"";

    private readonly int _port;

    // Held so that its standard input stays open.
    private readonly Process _shell;

    private PostgresServer(int port, Process shell) => (_port, _shell) = (port, shell);

    /// <summary>Folder of the newest server's programs; null where none is installed.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public static bool Installed => Programs is not null;

    public string ConnectionString(string database) =>
        string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=echolot;Database={database}");

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = NewFolder();
        string[] drop = [];
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root: use the account that Debian's package made.
            using var owner = Process.Start("chown", ["postgres", folder]);
            await owner.WaitForExitAsync();
            drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
        }
        var port = FreePorts.Find();
        string[] command = [.. drop, "sh", "-c", Run, "sh", Programs!, folder, port.ToString(
            CultureInfo.InvariantCulture)];
        var shell = Process.Start(new ProcessStartInfo(
            command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = folder })!;
        var server = new PostgresServer(port, shell);
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    server.ConnectionString("postgres") + ";Pooling=false;Timeout=2");
                await connection.OpenAsync();
                return server;
            }
            catch (NpgsqlException) when (waiting.Elapsed < TimeSpan.FromSeconds(60) && !shell.HasExited)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException wrong)
            {
                var log = Path.Combine(folder, "log");
                throw new InvalidOperationException(
                    $"PostgreSQL did not start: {(File.Exists(log) ? File.ReadAllText(log) : "no log was written")}", wrong);
            }
        }
    }

    // A database is hundreds of files, and one is made and dropped for each test: in memory where there is room, since ext4
    // looks at everything that was deleted lately whenever a file is made.
    private static string NewFolder()
    {
        const string memory = "/dev/shm";
        var room = Directory.Exists(memory) && new DriveInfo(memory).AvailableFreeSpace > 4L << 30
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8L << 30;
        return room
            ? Directory.CreateDirectory(Path.Combine(memory, $"echolot-pg-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("echolot-pg-").FullName;
    }
}
