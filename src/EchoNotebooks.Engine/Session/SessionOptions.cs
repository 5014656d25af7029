namespace EchoNotebooks.Engine.Session;

/// <summary>What a session for a front end needs beyond a notebook's folder.</summary>
/// <param name="LookIn">
/// More folders in which a relative path in <c>#r</c> is looked for, should the front end have started in another
/// folder than the notebook's.
/// </param>
/// <param name="CopyTo">
/// A folder that holds copies of referenced libraries: a session loads the copy, and a rebuild of the library
/// does not reach it. Null loads from where the files lie; so does the empty text, and says that there is no such folder.
/// </param>
/// <param name="Package">The one package that cells may reference by its name; null for none.</param>
public sealed record SessionOptions(IReadOnlyList<string> LookIn, string? CopyTo, OwnPackage? Package = null)
{
    /// <summary>The notebook's folder only, and no copies.</summary>
    public static SessionOptions Plain { get; } = new([], null);
}
