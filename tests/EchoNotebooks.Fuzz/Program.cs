using EchoNotebooks.Fuzz;
using SharpFuzz;

// Bytes that others write, given to what reads them. fuzz.sh builds, instruments and calls this:
//     NAME                 under afl-fuzz
//     --seeds NAME FOLDER  writes what a fuzzer begins with
//     --replay NAME FILE   once, with the exception that was found; not the instrumented program
switch (args)
{
    case ["--seeds", var name, var folder] when Readers.All.TryGetValue(name, out var reader):
        foreach (var (number, text) in reader.Seeds.Index()) File.WriteAllText(Path.Combine(folder, $"{number}"), text);
        return 0;
    case ["--replay", var name, var file] when Readers.All.TryGetValue(name, out var reader):
        reader.Read(File.ReadAllBytes(file));
        return 0;
    case [var name] when Readers.All.TryGetValue(name, out var reader):
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            reader.Read(bytes.ToArray());
        });
        return 0;
    default:
        Console.Error.WriteLine(string.Join('\n', Readers.All.Keys));
        return 2;
}
