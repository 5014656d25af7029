namespace EchoNotebooks.Views;

/// <summary>What became of one thing of a picture since the earlier snapshot.</summary>
internal enum ChangeKind
{
    None,
    Appeared,
    Vanished,
    Altered,
}
