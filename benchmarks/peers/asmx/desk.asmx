<%@ WebService Language="C#" Class="Desk.Service" %>
