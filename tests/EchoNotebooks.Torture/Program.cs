using System.Globalization;
using EchoNotebooks.Torture;

// What must hold whatever happens, tried in an order that a seed decides:
//     dotnet run -c Release --project tests/EchoNotebooks.Torture -- [MINUTES] [--seed N] [--only WORD]
// Its last line says that nothing was lost and nothing is left, or with which seed the same happens again.
var (minutes, seed, only) = (10.0, 0, "");
try
{
    for (var i = 0; i < args.Length; i++)
    {
        if (args[i] == "--seed") seed = int.Parse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture);
        else if (args[i] == "--only") only = args[++i];
        else minutes = double.Parse(args[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }
}
catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException)
{
    return Ordeals.Explain();
}
return await new TortureRun(minutes, seed, only).RunAsync();
