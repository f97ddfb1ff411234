using System.Globalization;

namespace Echolot.Storage;

/// <summary>
/// Keeps a second server away from a SQLite file: an exclusive lock on <c>FILE.lock</c>, which the operating system
/// gives back when the process ends however it ends, and the owner's process id in <c>FILE.owner</c> for the message.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _owner;

    private DataLock(FileStream held, string owner) => (_held, _owner) = (held, owner);

    /// <exception cref="StorageException">Another process owns the file.</exception>
    public static DataLock Take(string database)
    {
        var owner = database + ".owner";
        FileStream held;
        try
        {
            held = new FileStream(database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StorageException(
                $"The folder of {database} may not be written by this account. Change its owner or choose another one with --data.", denied);
        }
        catch (IOException taken)
        {
            var by = File.Exists(owner) ? $"process {File.ReadAllText(owner).Trim()}" : "another process";
            throw new StorageException(
                $"The data in {Path.GetDirectoryName(database)} is in use by {by}. Stop that server first, or choose another folder with --data.",
                taken);
        }
        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataLock(held, owner);
    }

    public void Dispose()
    {
        File.Delete(_owner);
        _held.Dispose();
    }
}
