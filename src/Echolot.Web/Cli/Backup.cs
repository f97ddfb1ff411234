using System.CommandLine;
using Echolot.Storage;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot backup FILE</c> and <c>echolot restore FILE</c>: a copy of the data beside a running server, and back.
/// </summary>
/// <remarks>
/// The keys that encrypt the secrets of sources lie beside the copy in <c>FILE.keys</c>: keep both, and keep them
/// secret.
/// </remarks>
internal static class Backup
{
    /// <summary>Nothing was copied or changed.</summary>
    private const int NotDone = 2;

    public static void AddTo(Command root)
    {
        root.Subcommands.Add(Verb(
            "backup", "Writes a consistent copy of the data while the server runs.", "Where the copy goes",
            WriteAsync));
        root.Subcommands.Add(Verb(
            "restore", "Puts a copy in place of the data; the server must be stopped. What was there is kept.",
            "A copy made by backup", RestoreAsync));
    }

    private static Command Verb(
        string name, string description, string what,
        Func<StorageOptions, DirectoryInfo, FileInfo, TextWriter, CancellationToken, Task> run)
    {
        var file = new Argument<FileInfo>("FILE") { Description = what };
        var data = new Option<DirectoryInfo>(
            "--data") { Description = "Folder of the data", DefaultValueFactory = _ => new("data") };
        var verb = new Command(name, description) { file, data };
        verb.SetAction(async (parsed, cancel) =>
        {
            var folder = parsed.GetValue(data)!;
            try
            {
                await run(OpenData.OptionsOf(folder), folder, parsed.GetValue(
                    file)!, parsed.InvocationConfiguration.Output, cancel);
                return 0;
            }
            catch (Exception wrong) when (wrong is StorageException or IOException or UnauthorizedAccessException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(wrong.Message);
                return NotDone;
            }
        });
        return verb;
    }

    private static async Task WriteAsync(
        StorageOptions options, DirectoryInfo data, FileInfo file, TextWriter output, CancellationToken cancel)
    {
        await EcholotDb.BackupAsync(options, file.FullName, cancel);
        var keys = CopyKeys(KeysOf(data), KeysBeside(file));
        file.Refresh();
        await output.WriteLineAsync(
            $"{file.FullName} holds the data ({file.Length / 1024:N0} "
            + $"kB){(keys > 0 ? $", {KeysBeside(file).FullName} the keys of the sources' secrets" : "")}.");
    }

    private static async Task RestoreAsync(
        StorageOptions options, DirectoryInfo data, FileInfo file, TextWriter output, CancellationToken cancel)
    {
        var old = await EcholotDb.RestoreAsync(options, file.FullName, cancel);
        CopyKeys(KeysBeside(file), KeysOf(data));
        await output.WriteLineAsync(
            $"The data in {data.FullName} is that of {file.Name} "
            + $"now.{(old is null ? "" : $" What was there before is in {old}; delete it when all is well.")}");
    }

    private static DirectoryInfo KeysOf(DirectoryInfo data) => new(Path.Combine(data.FullName, "keys"));

    private static DirectoryInfo KeysBeside(FileInfo file) => new(file.FullName + ".keys");

    // Keys are never changed or removed, only added: copying those that are missing is enough in both directions.
    private static int CopyKeys(DirectoryInfo from, DirectoryInfo to)
    {
        if (!from.Exists) return 0;
        var keys = from.GetFiles("*.xml");
        if (keys.Length == 0) return 0;
        // Readable by the owner only: who has these can read every password of a source.
        if (OperatingSystem.IsWindows()) to.Create();
        else Directory.CreateDirectory(
            to.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var key in keys) key.CopyTo(Path.Combine(to.FullName, key.Name), overwrite: true);
        return keys.Length;
    }
}
