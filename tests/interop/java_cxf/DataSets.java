package story;

import data.DataSetServiceSoap;
import data.ExecuteQueryAsDataSetResponse.ExecuteQueryAsDataSetResult;
import data.FetchMoreAsDataSetResponse.FetchMoreAsDataSetResult;
import data.ReadTableAsDataSetResponse.ReadTableAsDataSetResult;
import data.ServiceFaultMessage;
import data.SessionHeader;
import javax.xml.ws.Holder;

/** The calls of the DataSetService: wsdl2java has the holders of the results after the header. */
final class DataSets {
    private final DataSetServiceSoap service;

    DataSets(DataSetServiceSoap service) {
        this.service = service;
    }

    DataSetAnswer readTable(String table, int size, String token) throws ServiceFaultMessage {
        // snippet: read a data set
        SessionHeader header = new SessionHeader();
        header.setToken(token);
        Holder<ReadTableAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.readTableAsDataSet(table, null, null, null, null, null, null, size, header, result, cursor);
        // Two elements: a schema, and a diffgram with the rows.
        DataSetAnswer answer = new DataSetAnswer(result.value.getAny(), cursor.value);
        // end snippet
        return answer;
    }

    DataSetAnswer executeQuery(String sql, int size, String token) throws ServiceFaultMessage {
        Holder<ExecuteQueryAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.executeQueryAsDataSet(sql, null, size, header(token), result, cursor);
        return new DataSetAnswer(result.value.getAny(), cursor.value);
    }

    DataSetAnswer fetchMore(String last, String token) throws ServiceFaultMessage {
        Holder<FetchMoreAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.fetchMoreAsDataSet(last, null, header(token), result, cursor);
        return new DataSetAnswer(result.value.getAny(), cursor.value);
    }

    private static SessionHeader header(String token) {
        SessionHeader header = new SessionHeader();
        header.setToken(token);
        return header;
    }
}
