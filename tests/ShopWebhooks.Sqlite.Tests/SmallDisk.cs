using System.Diagnostics;

namespace ShopWebhooks.Sqlite.Tests;

/// <summary>A disk of a few megabytes, in memory, to be filled or made read-only. Needs Linux and the rights of root.</summary>
/// <remarks>Where it cannot be had, its tests fail, unless <c>SHOPWEBHOOKS_SKIP=small-disk</c> says that they shall be skipped.</remarks>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public static SmallDisk Mount(int megabytes)
    {
        if (Environment.GetEnvironmentVariable("SHOPWEBHOOKS_SKIP")?.Split(',').Contains("small-disk") is true)
        {
            Assert.Ignore("SHOPWEBHOOKS_SKIP names small-disk.");
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Fail("A full disk is tested with a tmpfs mount, which needs Linux and root; SHOPWEBHOOKS_SKIP=small-disk leaves these tests out.");
        }

        var disk = new SmallDisk();
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk._folder.Path);
        return disk;
    }

    public string File(string name) => _folder.File(name);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _folder.Path);

    /// <summary>Leaves no room; returns the file whose end makes room again.</summary>
    public string Fill()
    {
        var path = File("ballast");
        using var ballast = System.IO.File.Create(path, bufferSize: 0);
        foreach (var length in (int[])[1 << 20, 1 << 12])
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[length]);
                }
            }
            catch (IOException)
            {
                // Full, but for less than this length.
            }
        }

        return path;
    }

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, $"{command} {string.Join(' ', arguments)} works");
    }
}
