namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>Whether a text could be run as it stands, or wants to go on in the next line.</summary>
internal enum Completeness
{
    Complete,
    Incomplete,
    Invalid,
}
