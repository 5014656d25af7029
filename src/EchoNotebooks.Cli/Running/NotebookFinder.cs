using System.Text.RegularExpressions;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Running;

/// <summary>Finds and reads the notebooks that a run was asked for; what is wrong with one leaves the others.</summary>
internal static partial class NotebookFinder
{
    /// <summary>The files, each once.</summary>
    /// <param name="paths">Files and folders as they were asked for.</param>
    /// <param name="complain">Told of each that cannot be run, in Korean.</param>
    public static List<string> Find(IEnumerable<string> paths, Action<string> complain)
    {
        var found = new List<string>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths.SelectMany(path => Expand(path, complain)))
        {
            // Executed copies and pages go by this name.
            var name = Path.GetFileNameWithoutExtension(path);
            var full = Path.GetFullPath(path);
            if (names.TryAdd(name, full)) found.Add(path);
            else if (names[name] != full) complain($"{path}: {names[name]}와 이름이 같아 결과가 서로를 덮어쓴다. 이름을 바꾸거나 따로 실행한다.");
        }
        return found;
    }

    /// <summary>Reads them.</summary>
    /// <param name="files">Notebooks, or files that were taken for such.</param>
    /// <param name="complain">Told of each that cannot be read, in Korean.</param>
    public static List<Notebook> Load(IEnumerable<string> files, Action<string> complain)
    {
        var notebooks = new List<Notebook>();
        foreach (var file in files)
        {
            try
            {
                if (RegularFile.WhyNotRead(file) is { } why) complain($"{file}: {why}");
                else notebooks.Add(Notebook.Load(file));
            }
            catch (NotebookException e)
            {
                complain(e.Message);
            }
        }
        return notebooks;
    }

    private static List<string> Expand(string path, Action<string> complain)
    {
        if (!Directory.Exists(path)) return [path];
        try
        {
            var found = Search(path).OrderBy(file => Natural(Path.GetRelativePath(path, file)), StringComparer.Ordinal).ToList();
            if (found.Count == 0) complain($"{path}: 이 폴더에는 노트북(.ipynb, .dib)이 없다.");
            return found;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            complain($"{path}: 폴더를 읽을 수 없다. {Errno.Explain(e)}.");
            return [];
        }
    }

    /// <summary>Not in hidden folders, which include .ipynb_checkpoints.</summary>
    private static IEnumerable<string> Search(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            if (!Path.GetFileName(file).StartsWith('.') && Path.GetExtension(file) is ".ipynb" or ".dib") yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (Path.GetFileName(inner).StartsWith('.')) continue;
            foreach (var file in Search(inner)) yield return file;
        }
    }

    /// <summary>A key by which 2-x sorts before 10-x.</summary>
    private static string Natural(string path) => Digits().Replace(path, digits => digits.Value.PadLeft(12, '0'));

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
